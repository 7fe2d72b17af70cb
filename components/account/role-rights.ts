/** What an update role may do with IAM: the roles that services run with, and handing on roles. */
import { servicePrincipal } from "../../catalog/iam/services";
import { servicePath } from "../../catalog/naming";
import { type AccountPlace, iamArn } from "./place";
import { each, type Rights } from "./rights";

/** iam Role, RolePolicy and InstanceProfile, all below the path of services. */
export function serviceRoleRights(place: AccountPlace): Rights[] {
  const roles = iamArn(place, `role${servicePath}${place.names.prefix}-*`);
  const profiles = iamArn(place, `instance-profile${servicePath}${place.names.prefix}-*`);
  const bounded = {
    StringEquals: { "iam:PermissionsBoundary": place.names.boundaryArn(place.partition, place.accountId) },
  };
  return [
    {
      sid: "ServiceRoles",
      read: [
        ...each("iam:Get", "Role", "RolePolicy"),
        ...each("iam:List", "AttachedRolePolicies", "InstanceProfilesForRole", "RolePolicies", "RoleTags"),
      ],
      write: each(
        "iam:",
        "DeleteRole",
        "TagRole",
        "UntagRole",
        "UpdateAssumeRolePolicy",
        "UpdateRole",
        "UpdateRoleDescription",
      ),
      resources: roles,
    },
    {
      // A role without the boundary can be neither made nor given rights.
      sid: "BoundedRoles",
      read: [],
      write: each("iam:", "CreateRole", "DeleteRolePolicy", "PutRolePermissionsBoundary", "PutRolePolicy"),
      resources: roles,
      condition: bounded,
    },
    {
      sid: "InstanceProfiles",
      read: ["iam:GetInstanceProfile"],
      write: [
        ...each("iam:", "AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile"),
        ...each("iam:", "CreateInstanceProfile", "DeleteInstanceProfile", "TagInstanceProfile", "UntagInstanceProfile"),
      ],
      resources: profiles,
    },
  ];
}

/** Handing roles to a service (`codedeploy`), each only to the service it is for. */
export function passRights(sid: string, partition: string, roleArns: string | string[], service: string): Rights {
  return {
    sid,
    read: [],
    write: ["iam:PassRole"],
    resources: roleArns,
    condition: { StringEquals: { "iam:PassedToService": servicePrincipal(service, partition) } },
  };
}
