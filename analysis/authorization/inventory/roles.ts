/** Roles of a graph, with all that decides about their requests. */
import { at, listAt, textAt } from "../values";
import { type All, type Placed, refers, type ShownPolicy, shown } from "./placed";

export interface Role extends Placed {
  arn: string;
  trust?: ShownPolicy;
  identity: ShownPolicy[];
  boundary?: ShownPolicy;
}

export function rolesOf(all: All): Role[] {
  const policies = all("aws:iam/policy:Policy").map((each) => ({ ...each, arn: iamArn(each, "policy") }));
  const separate = all("aws:iam/rolePolicy:RolePolicy");
  const attachments = all("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
  return all("aws:iam/role:Role").map((role): Role => {
    const { inputs } = role.resource;
    const name = textAt(inputs, "name");
    const mine = (each: Placed) => refers(each, "role", role, name);
    const attached = (arn: string | undefined): ShownPolicy => {
      const policy = policies.find((each) => each.arn === arn);
      const label = `${arn?.split("/").at(-1) ?? "an unknown policy"} of ${name}`;
      return shown(label, policy?.resource.inputs["policy"]) ?? { name: label, byAws: arn?.split(":")[4] === "aws" };
    };
    return {
      ...role,
      arn: iamArn(role, "role"),
      trust: shown(`trust of ${name}`, inputs["assumeRolePolicy"]),
      identity: [
        ...listAt(inputs, "inlinePolicies").map((each) => ({
          of: textAt(each, "name"),
          policy: at(each, "policy") ?? { $unknown: true as const },
        })),
        ...separate
          .filter(mine)
          .map(({ resource }) => ({ of: textAt(resource.inputs, "name"), policy: resource.inputs["policy"] })),
      ]
        .flatMap(({ of, policy }) => shown(`${of ?? "inline"} of ${name}`, policy) ?? [])
        .concat(
          listAt(inputs, "managedPolicyArns").map((each) => attached(textAt(each))),
          attachments.filter(mine).map((each) => {
            const policy = policies.find((candidate) => refers(each, "policyArn", candidate, candidate.arn));
            return attached(policy?.arn ?? textAt(each.resource.inputs, "policyArn"));
          }),
        ),
      boundary: inputs["permissionsBoundary"] ? attached(textAt(inputs, "permissionsBoundary")) : undefined,
    };
  });
}

function iamArn({ resource, partition, accountId }: Placed, kind: "role" | "policy"): string {
  const path = textAt(resource.inputs, "path") ?? "/";
  return `arn:${partition}:iam::${accountId}:${kind}${path}${textAt(resource.inputs, "name") ?? resource.name}`;
}
