/** Service control policies of a graph, by the accounts that they concern. */
import { policy } from "../../../catalog/iam";
import { at, listAt, textAt } from "../values";
import { type All, type Placed, refers, type ShownPolicy, shown } from "./placed";

/** Type of a policy of the organisation when it names none. */
const controlPolicy = "SERVICE_CONTROL_POLICY";

/** AWS attaches it to every root, unit and account: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html. */
const fullAccess: ShownPolicy = {
  name: "FullAWSAccess",
  document: JSON.stringify(policy({ Effect: "Allow", Action: "*", Resource: "*" })),
  byAws: true,
};

/**
 * The policies that decide about an account's principals; none for an account that no policy of the graph concerns.
 *
 * The organisation's tree is in no graph. A policy on the root concerns every account but the one that the policy lies
 * in, which is the management account and concerned by none
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html); a policy on an account
 * concerns that one; a policy on a unit concerns the accounts that `Guardrails` lists for it, and no other.
 */
export type GuardrailsOf = (accountId: string) => ShownPolicy[];

export function guardrailsOf(all: All): GuardrailsOf {
  const policies = all("aws:organizations/policy:Policy")
    .filter(({ resource }) => (textAt(resource.inputs, "type") ?? controlPolicy) === controlPolicy)
    .map((each) => ({ ...each, policy: guardrail(each) }));
  const units = all("slipway:governance:Guardrails").map(({ resource }) => at(resource.outputs, "accountIds"));
  const attached = all("aws:organizations/policyAttachment:PolicyAttachment").flatMap((attachment) => {
    const target = textAt(attachment.resource.inputs, "targetId") ?? "";
    const below = new Set([target, ...units.flatMap((unit) => listAt(unit, target))]);
    return policies
      .filter((each) => refers(attachment, "policyId", each, textAt(each.resource.outputs, "id")))
      .map((each) => ({
        policy: each.policy,
        concerns: (accountId: string) =>
          accountId !== attachment.accountId && (target.startsWith("r-") || below.has(accountId)),
      }));
  });
  return (accountId) => {
    const concerning = new Set(attached.filter(({ concerns }) => concerns(accountId)).map((each) => each.policy));
    return concerning.size === 0 ? [] : [fullAccess, ...concerning];
  };
}

function guardrail({ resource }: Placed): ShownPolicy {
  const name = `service control policy ${textAt(resource.inputs, "name") ?? resource.name}`;
  return shown(name, resource.inputs["content"]) ?? { name, byAws: false };
}
