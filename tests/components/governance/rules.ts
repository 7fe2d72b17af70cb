/** Guardrails of a small organisation, and what they let a role of a member account do. */
import { type Context, decide, policy } from "../../../catalog/iam";
import { naming } from "../../../catalog/naming";
import { type GuardrailRules, guardrailDocuments } from "../../../components/governance/documents";

export const names = naming("acme");
export const member = "222222222222";
export const administrator = "OrganizationAccountAccessRole";

export const rules: GuardrailRules = {
  names,
  partition: "aws",
  administrator,
  regions: ["us-east-1", "eu-west-1"],
};

export const guardrails = guardrailDocuments(rules);

const everything = { name: "everything", document: policy({ Effect: "Allow", Action: "*", Resource: "*" }) };

/** Who asks, as in an ARN after the account: `role/platform`, `root`. */
export function ask(who: string, action: string, resource: string, context: Context = {}): string {
  const own = { name: "resource", document: policy({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }) };
  const verdict = decide(
    {
      caller: { kind: "principal", arn: `arn:aws:iam::${member}:${who}`, accountId: member },
      action,
      resource,
      resourceAccount: member,
      context: { "aws:RequestedRegion": "us-east-1", ...context },
    },
    { identity: [everything], resource: own, scps: [[everything, ...guardrails]] },
  );
  return verdict.verdict === "denied" ? verdict.by.statement : verdict.verdict;
}
