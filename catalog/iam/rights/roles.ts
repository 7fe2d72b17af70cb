/** IAM: the roles that services run with, all below the path of services and inside the boundary. */
import { servicePath } from "../../naming";
import { each, on, own, pass, provider, type RightsPlace, type Row, type Where } from "./row";

const arn = (resource: string) => `arn:{partition}:iam::{account}:${resource}`;
const ofServices = { path: () => servicePath, name: own };
const roleArns = ({ names, partition, accountId }: RightsPlace) =>
  `arn:${partition}:iam::${accountId}:role${servicePath}${names.prefix}-*`;

// A role without the boundary can be neither made nor given rights.
const bounded: Where["when"] = ({ names, partition, accountId }) => ({
  StringEquals: { "iam:PermissionsBoundary": names.boundaryArn(partition, accountId) },
});
const role: Where = { arn: arn("role{path}{name}"), names: ofServices };
const boundedRole: Where = { ...role, when: bounded };
const itsRole: Where = { arn: "{@role}", names: { "@role": roleArns } };
const profile: Where = { arn: arn("instance-profile{path}{name}"), names: ofServices };

export const roleRows: Row[] = [
  {
    type: "aws:iam/role:Role",
    source: provider("iam/role.go"),
    parts: { target: "roles", toolchain: "builds" },
    arn: role.arn,
    create: [on(boundedRole, "iam:CreateRole"), on(role, "iam:TagRole")],
    read: [
      on(
        role,
        ...each("iam:", "GetRole", "GetRolePolicy", "ListAttachedRolePolicies", "ListInstanceProfilesForRole"),
        ...each("iam:", "ListRolePolicies", "ListRoleTags"),
      ),
    ],
    update: [
      on(boundedRole, "iam:PutRolePermissionsBoundary"),
      on(
        role,
        ...each("iam:", "TagRole", "UntagRole", "UpdateAssumeRolePolicy", "UpdateRole", "UpdateRoleDescription"),
      ),
    ],
    delete: [on(role, "iam:DeleteRole")],
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    source: provider("iam/role_policy.go"),
    parts: { target: "roles", toolchain: "builds" },
    create: [on({ ...itsRole, when: bounded }, "iam:PutRolePolicy")],
    read: [on(itsRole, "iam:GetRolePolicy")],
    update: [on({ ...itsRole, when: bounded }, "iam:PutRolePolicy")],
    delete: [on({ ...itsRole, when: bounded }, "iam:DeleteRolePolicy")],
  },
  {
    type: "aws:iam/instanceProfile:InstanceProfile",
    source: provider("iam/instance_profile.go"),
    // No instance runs in the toolchain account.
    parts: { target: "roles" },
    create: [
      on(profile, ...each("iam:", "AddRoleToInstanceProfile", "CreateInstanceProfile", "TagInstanceProfile")),
      // Whoever gives a profile or an instance a role hands it to EC2.
      pass("ec2", "role", roleArns),
    ],
    read: [on(profile, "iam:GetInstanceProfile")],
    update: [
      on(profile, ...each("iam:", "AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile")),
      on(profile, ...each("iam:", "TagInstanceProfile", "UntagInstanceProfile")),
      pass("ec2", "role", roleArns),
    ],
    delete: [on(profile, "iam:DeleteInstanceProfile", "iam:RemoveRoleFromInstanceProfile")],
  },
];
