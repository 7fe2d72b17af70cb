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

/** Policies by name. Every account can hold environments; the toolchain's holds pipelines besides. */
export function accountRolePolicies(place: AccountPlace, access: Access): Record<string, PolicyDocument> {
  const parts: Record<string, Rights[]> = {
    network: networkRights(place),
    targets: [...instanceRights(place), deploymentRights(place), ...alarmRights(place), ...parameterRights(place)],
    roles: [...serviceRoleRights(place), ...passes(place)],
    ...(place.accountId === place.toolchainId
      ? { toolchain: [...pipelineRights(place), ...artifactRights(place), ...logRights(place)] }
      : {}),
  };
  const documents = Object.fromEntries(
    Object.entries(parts).map(([name, rights]) => [name, policy(...statementsOf(rights, access))]),
  );
  return access === "update" ? { ...documents, guards: policy(...updateGuards(place)) } : documents;
}

function passes(place: AccountPlace): Rights[] {
  const { names, partition, accountId } = place;
  const platform = (role: "codedeploy" | "pipeline" | "build") => names.platformRoleArn(partition, accountId, role);
  return [
    passRights("PassInstances", iamArn(place, `role${servicePath}${names.prefix}-*`), "ec2.amazonaws.com"),
    passRights("PassDeployments", platform("codedeploy"), "codedeploy.amazonaws.com"),
    ...(accountId === place.toolchainId
      ? [
          passRights("PassPipelines", platform("pipeline"), "codepipeline.amazonaws.com"),
          passRights("PassBuilds", platform("build"), "codebuild.amazonaws.com"),
        ]
      : []),
  ];
}
