/** The role that updates an account's stacks, and the one that only reads for a preview: one table, two columns. */
import { type PolicyDocument, policy, trustRoles } from "../../catalog/iam/document";
import type { Access } from "../../catalog/naming";
import { servicePath } from "../../catalog/naming";
import { updateGuards } from "./guards";
import { type AccountPlace, iamArn } from "./place";
import { type Rights, statementsOf } from "./rights";
import { passRights, serviceRoleRights } from "./role-rights";
import {
  alarmRights,
  deploymentRights,
  instanceRights,
  logRights,
  networkRights,
  parameterRights,
  tagRights,
} from "./target-rights";
import { artifactRights, pipelineRights } from "./toolchain-rights";

/** Admits exactly the account's run role of the same access. */
export function accountRoleTrust(place: AccountPlace, access: Access): PolicyDocument {
  const { names, partition, storeAccountId, alias } = place;
  return policy(
    trustRoles("Run", {
      partition,
      accountId: storeAccountId,
      roleArns: [names.runRoleArn(partition, storeAccountId, alias, access)],
      ...(place.organizationId ? { organizationId: place.organizationId } : {}),
    }),
  );
}

/** Policies by name. The toolchain's account holds pipelines and no environment, every other one environments only. */
export function accountRolePolicies(place: AccountPlace, access: Access): Record<string, PolicyDocument> {
  const parts = place.accountId === place.toolchainId ? toolchainParts(place) : targetParts(place);
  const documents = Object.fromEntries(
    Object.entries(parts).map(([name, rights]) => [name, policy(...statementsOf(rights, access))]),
  );
  return access === "update" ? { ...documents, guards: policy(...updateGuards(place)) } : documents;
}

function targetParts(place: AccountPlace): Record<string, Rights[]> {
  const { names, partition, accountId } = place;
  const codedeploy = names.platformRoleArn(partition, accountId, "codedeploy");
  return {
    network: [...networkRights(place), ...tagRights(place)],
    targets: [...instanceRights(place), deploymentRights(place), ...alarmRights(place), ...parameterRights(place)],
    roles: [
      ...serviceRoleRights(place),
      passRights("PassInstances", partition, iamArn(place, `role${servicePath}${names.prefix}-*`), "ec2"),
      passRights("PassDeployments", partition, codedeploy, "codedeploy"),
    ],
  };
}

function toolchainParts(place: AccountPlace): Record<string, Rights[]> {
  const { names, partition, accountId } = place;
  const platform = (role: "pipeline" | "build") => names.platformRoleArn(partition, accountId, role);
  return {
    pipelines: [
      ...pipelineRights(place),
      ...logRights(place),
      ...parameterRights(place),
      passRights("PassPipelines", partition, platform("pipeline"), "codepipeline"),
      passRights("PassBuilds", partition, platform("build"), "codebuild"),
    ],
    artifacts: artifactRights(place),
  };
}
