import { z } from "zod";
import { covers, type FoundStatement, role, statementsOfAll } from "../../documents";
import { refers } from "../../joined";
import { matches } from "../../patterns";
import type { Resource, StackRule } from "../../rule";

const inline = "aws:iam/rolePolicy:RolePolicy";
const policy = "aws:iam/policy:Policy";
const attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

const row = z.strictObject({ action: z.string(), resource: z.string(), alias: z.string().optional() });
type Row = z.infer<typeof row>;
const config = z.strictObject({
  denied: z
    .array(row)
    .default([
      { action: "iam:DeleteRolePermissionsBoundary", resource: "*:role/%" },
      { action: "iam:UpdateAssumeRolePolicy", resource: "*:role/slipway/%" },
      { action: "iam:CreatePolicyVersion", resource: "*:policy/slipway/%" },
      { action: "cloudtrail:StopLogging", resource: "*:trail/%" },
      { action: "s3:PutObject", resource: "*-state-*" },
      { action: "dynamodb:DeleteItem", resource: "*-state-*" },
      { action: "kms:ScheduleKeyDeletion", resource: "*:key/%", alias: "*/state/*" },
      { action: "events:DisableRule", resource: "*:rule/*-break-glass" },
      { action: "kms:ScheduleKeyDeletion", resource: "*:key/%", alias: "*/break-glass" },
    ])
    .describe("Actions that must be denied on resources (a * of the ARN itself is written %), or on keys by alias"),
});

/**
 * A role that makes roles is denied what would lift its own limits.
 *
 * These are the removal of boundaries, and changes of the platform's roles and policies, of trails, of state, and of
 * what tells of the break-glass role. A
 * role makes roles if one of its policies in the stack allows `iam:CreateRole`.
 *
 * Service: iam. Severity: critical. Topics: privilege-escalation, least-privilege, audit.
 */
export const iamAdministrationHasGuards: StackRule<z.infer<typeof config>> = {
  name: "iam-administration-has-guards",
  description: "A role that makes roles is denied what would lift its own limits.",
  level: "mandatory",
  severity: "critical",
  service: "iam",
  topics: ["privilege-escalation", "least-privilege", "audit"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  remedy: "Attach a policy to the role that denies it.",
  unknowns:
    "An attached policy whose ARN is unknown is joined by dependency; an unknown document is judged in the update.",
  config,
  reads: [role, inline, policy, attachment],
  checkStack(resources, report, { denied }) {
    const byRole = new Map<string, Resource[]>();
    for (const each of resources.filter(({ type }) => type === inline || type === attachment)) {
      const name = String(each.props["role"]);
      byRole.set(name, [...(byRole.get(name) ?? []), each]);
    }
    const policies = resources.filter(({ type }) => type === policy);
    for (const each of resources.filter(({ type }) => type === role)) {
      const own = byRole.get(String(each.props["name"])) ?? [];
      const documents = own.flatMap((one) => (one.type === inline ? [one] : attachedBy(one, policies)));
      const { found, unknown } = statementsOfAll(documents.map(({ props }) => props["policy"]));
      if (!found.some(makesRoles)) continue;
      for (const wanted of denied) {
        if (found.some((statement) => denies(statement, wanted))) continue;
        if (unknown) report.undecided("policy", each.urn);
        else report.violation(`Nothing denies this maker of roles ${words(wanted)}.`, each.urn);
      }
    }
  },
};

function attachedBy({ props, propertyDependencies }: Resource, policies: Resource[]): Resource[] {
  const on = propertyDependencies["policyArn"];
  return policies.filter((each) => refers(props["policyArn"], each, ["arn", "id"], on));
}

function makesRoles({ effect, otherActions, actions }: FoundStatement): boolean {
  return effect === "Allow" && !otherActions && actions.some((action) => covers(action, "iam:CreateRole"));
}

/** A condition may say which keys are meant; any other would leave something out. */
function denies(statement: FoundStatement, { action, resource, alias }: Row): boolean {
  const { effect, otherActions, actions, resources, otherResources, conditions } = statement;
  const covered = actions.some((pattern) => covers(pattern, action)) !== otherActions;
  const named = resources.some((arn) => arn === "*" || matches(resource, arn.replaceAll("*", "%")));
  const aliases = conditions.filter(({ key }) => key === "kms:resourcealiases").flatMap(({ values }) => values);
  const ofAlias = alias ? aliases.some((each) => matches(alias, each)) : conditions.length === 0;
  return effect === "Deny" && covered && named && !otherResources && ofAlias;
}

const words = ({ action, resource, alias }: Row) => `${action} on ${alias ?? resource}`;
