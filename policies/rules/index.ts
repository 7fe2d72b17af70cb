/** All rules of the pack. */
import type { Rule } from "../rule";
import { artifactBucketIsPrivate } from "./artifact-bucket-is-private";
import { deploymentGroupRollsBack } from "./deployment-group-rolls-back";
import { noWildcardActionOnWildcardResource } from "./no-wildcard-action-on-wildcard-resource";
import { passRoleNamesItsService } from "./pass-role-names-its-service";
import { productionStageBehindApproval } from "./production-stage-behind-approval";

export const rules: readonly Rule[] = [
  artifactBucketIsPrivate,
  deploymentGroupRollsBack,
  noWildcardActionOnWildcardResource,
  passRoleNamesItsService,
  productionStageBehindApproval,
];
