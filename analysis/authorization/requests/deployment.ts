/** What a CodeDeploy action leads to in its account: the action itself, CodeDeploy's own work, and the instances'. */
import { type Inventory, type Placed, refers } from "../inventory";
import { listAt, textAt, textsAt } from "../values";
import type { Pipeline, Step } from "./pipelines";
import {
  type Asking,
  accountOf,
  objectRequests,
  plainRequests,
  roleCaller,
  roleName,
  serviceAssumes,
  type WantedRequest,
} from "./request";

export function deploymentRequests(
  inventory: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  { value, region, roleArn }: Step,
): WantedRequest[] {
  const application = textAt(value, "configuration", "ApplicationName") ?? "unknown";
  const groupName = textAt(value, "configuration", "DeploymentGroupName") ?? "unknown";
  const accountId = accountOf(roleArn);
  const arn = (resource: string) => `arn:${pipeline.partition}:codedeploy:${region}:${accountId}:${resource}`;
  const groups = inventory
    .all("aws:codedeploy/deploymentGroup:DeploymentGroup")
    .filter((each) => each.accountId === accountId && each.region === region)
    .filter(({ resource }) => textAt(resource.inputs, "deploymentGroupName") === groupName);
  const actor = roleCaller(ask, roleArn);
  const what = `${roleName(roleArn)} deploys ${groupName}`;
  const configurations = groups.map(
    ({ resource }) => textAt(resource.inputs, "deploymentConfigName") ?? "CodeDeployDefault.OneAtATime",
  );
  const stores = pipeline.stores.filter((store) => store.region === region);
  const object = `${pipeline.name}/artifact`;
  return [
    ...plainRequests(ask, what, actor, arn(`deploymentgroup:${application}/${groupName}`), [
      "codedeploy:CreateDeployment",
      "codedeploy:GetDeployment",
    ]),
    ...plainRequests(ask, what, actor, arn(`application:${application}`), [
      "codedeploy:GetApplicationRevision",
      "codedeploy:RegisterApplicationRevision",
    ]),
    ...configurations.flatMap((name) =>
      plainRequests(ask, what, actor, arn(`deploymentconfig:${name}`), ["codedeploy:GetDeploymentConfig"]),
    ),
    ...stores.flatMap((store) =>
      objectRequests(ask, `${roleName(roleArn)} reads the revision`, actor, store, {
        object,
        access: "read",
        keyDirectly: true,
      }),
    ),
    ...groups.flatMap((group) => [
      ...serviceRequests(ask, group, arn(`deploymentgroup:${application}/${groupName}`)),
      ...instanceRoles(inventory, group).flatMap((role) => [
        serviceAssumes(ask, "ec2", role, `arn:${pipeline.partition}:ec2:${region}:${accountId}:instance/${groupName}`),
        ...stores.flatMap((store) =>
          objectRequests(ask, `instances of ${groupName} fetch the revision`, roleCaller(ask, role), store, {
            object,
            access: "read",
          }),
        ),
      ]),
    ]),
  ];
}

function serviceRequests(ask: Asking, group: Placed, groupArn: string): WantedRequest[] {
  const roleArn = textAt(group.resource.inputs, "serviceRoleArn");
  return roleArn ? [serviceAssumes(ask, "codedeploy", roleArn, groupArn)] : [];
}

/** ARNs of the roles of the instances that a group's tags choose. */
function instanceRoles(inventory: Inventory, group: Placed): string[] {
  const instances = inventory
    .all("aws:ec2/instance:Instance")
    .filter((each) => each.accountId === group.accountId && each.region === group.region && isChosen(each, group));
  const roles = instances.flatMap((instance) =>
    inventory
      .all("aws:iam/instanceProfile:InstanceProfile")
      .filter((profile) => refers(instance, "iamInstanceProfile", profile, textAt(profile.resource.inputs, "name")))
      .flatMap((profile) =>
        inventory.roles
          .filter((role) => refers(profile, "role", role, textAt(role.resource.inputs, "name")))
          .map(({ arn }) => arn),
      ),
  );
  return [...new Set(roles)];
}

/** An instance is chosen when every tag set has a filter that fits it. */
function isChosen({ resource }: Placed, group: Placed): boolean {
  const tags = { ...textsAt(resource.inputs, "tags"), ...textsAt(resource.inputs, "tagsAll") };
  const sets = listAt(group.resource.inputs, "ec2TagSets");
  return (
    sets.length > 0 &&
    sets.every((set) =>
      listAt(set, "ec2TagFilters").some((filter) => {
        const key = textAt(filter, "key") ?? "";
        const value = textAt(filter, "value");
        switch (textAt(filter, "type")) {
          case "KEY_ONLY":
            return key in tags;
          case "VALUE_ONLY":
            return value !== undefined && Object.values(tags).includes(value);
          default:
            return tags[key] === value;
        }
      }),
    )
  );
}
