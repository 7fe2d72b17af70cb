/** The role that updates an account's stacks, and the one that only reads for a preview: one table, two columns. */
import { type PolicyDocument, policy, trustRoles } from "../../catalog/iam/document";
import { type Access, servicePath, type TrackRole } from "../../catalog/naming";
import { buildRights } from "./build-rights";
import { updateGuards } from "./guards";
import { notificationRights } from "./notification-rights";
import { pipelineRoles } from "./pipeline-role";
import { type AccountPlace, iamArn } from "./place";
import { registryRights } from "./registry-rights";
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
import { artifactRights, gatesRights, pipelineRights, repositoryRights, starterRights } from "./toolchain-rights";

export interface UpdatePlace extends AccountPlace {
  /** Whether the toolchain account has a network for builds. */
  buildNetwork: boolean;
}

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
export function accountRolePolicies(place: UpdatePlace, access: Access): Record<string, PolicyDocument> {
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

function toolchainParts(place: UpdatePlace): Record<string, Rights[]> {
  const { names, partition, accountId } = place;
  const own = (role: TrackRole) => names.trackRoleArn(partition, accountId, "*", undefined, role);
  return {
    pipelines: [
      ...pipelineRights(place),
      ...repositoryRights(place),
      ...starterRights(place),
      ...logRights(place),
      ...parameterRights(place),
      // AWS says of CreatePipeline that it asks for this, and not whether only for the pipeline's own role:
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html.
      // CodePipeline itself can enter no source role, so handing one over gives nothing away.
      passRights("PassPipelines", partition, [...pipelineRoles(place), own("source")], "codepipeline"),
      passRights("PassStarters", partition, own("start"), "events"),
    ],
    builds: buildRights(place),
    ...(place.buildNetwork ? { network: [...networkRights(place), ...tagRights(place)] } : {}),
    artifacts: artifactRights(place),
    registry: registryRights(place),
    notifications: notificationRights(place),
    gates: gatesRights(place),
  };
}
