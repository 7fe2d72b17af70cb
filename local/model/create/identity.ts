import { type Making, madeAt, type Rule, type Rules } from "./making";

function entity(making: Making, kind: string): { name: string; arn: string } {
  const name = making.named();
  return { name, arn: making.arn(`${kind}${making.input("path") ?? "/"}${name}`) };
}

const role: Rule = (making) => {
  const { name, arn } = entity(making, "role");
  const uniqueId = `AROA${making.upper("id", 17)}`;
  return { id: name, outputs: { name, arn, uniqueId, createDate: madeAt, managedPolicyArns: [], inlinePolicies: [] } };
};

const rolePolicy: Rule = (making) => {
  const name = making.named();
  return { id: `${making.input("role") ?? ""}:${name}`, outputs: { name } };
};

const policy: Rule = (making) => {
  const { name, arn } = entity(making, "policy");
  return { id: arn, outputs: { name, arn, policyId: `ANPA${making.upper("id", 17)}`, attachmentCount: 0 } };
};

const rolePolicyAttachment: Rule = (making) => ({
  id: `${making.input("role") ?? ""}-${making.unique()}`,
  outputs: {},
});

const instanceProfile: Rule = (making) => {
  const { name, arn } = entity(making, "instance-profile");
  return { id: name, outputs: { name, arn, uniqueId: `AIPA${making.upper("id", 17)}`, createDate: madeAt } };
};

const user: Rule = (making) => {
  const { name, arn } = entity(making, "user");
  return { id: name, outputs: { name, arn, uniqueId: `AIDA${making.upper("id", 17)}` } };
};

const oidcProvider: Rule = (making) => {
  const url = (making.input("url") ?? "").replace(/^https:\/\//, "");
  const arn = making.arn(`oidc-provider/${url}`);
  return { id: arn, outputs: { arn, thumbprintLists: [making.hex("thumbprint", 40)] } };
};

export const identityRules: Rules = {
  "aws:iam/role:Role": role,
  "aws:iam/rolePolicy:RolePolicy": rolePolicy,
  "aws:iam/policy:Policy": policy,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
  "aws:iam/instanceProfile:InstanceProfile": instanceProfile,
  "aws:iam/user:User": user,
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": oidcProvider,
};
