import { role, statementsOfAll } from "../../documents";
import { refers } from "../../joined";
import type { Resource, StackRule } from "../../rule";

const policy = "aws:iam/policy:Policy";
const attachments: Record<string, string> = {
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  [role]: "permissionsBoundary",
};

/**
 * A policy that denies something is attached to somebody.
 *
 * A policy called `<name>-boundary` is for roles of other stacks.
 *
 * Service: iam. Severity: medium. Topics: least-privilege.
 */
export const iamPolicyIsAttached: StackRule = {
  name: "iam-policy-is-attached",
  description: "A policy that denies something is attached to somebody.",
  level: "mandatory",
  severity: "medium",
  service: "iam",
  topics: ["least-privilege"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
  remedy: "Attach the policy, or set it as a boundary.",
  unknowns:
    "An attachment whose policy is unknown is joined by dependency; an unknown document is judged in the update.",
  reads: [policy, ...Object.keys(attachments)],
  checkStack(resources, report) {
    for (const each of resources.filter(({ type }) => type === policy)) {
      const { found, unknown } = statementsOfAll([each.props["policy"]]);
      if (unknown) report.undecided("policy", each.urn);
      if (!found.some(({ effect }) => effect === "Deny") || /-boundary$/.test(String(each.props["name"]))) continue;
      if (!resources.some((one) => holds(one, each)))
        report.violation("What the policy denies is denied to nobody.", each.urn);
    }
  },
};

function holds({ type, props, propertyDependencies }: Resource, held: Resource): boolean {
  const property = attachments[type];
  return property !== undefined && refers(props[property], held, ["arn", "id"], propertyDependencies[property]);
}
