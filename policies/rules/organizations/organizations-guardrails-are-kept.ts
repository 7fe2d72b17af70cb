import { z } from "zod";
import { covers, type FoundStatement, statementsOfAll } from "../../documents";
import { joinedTo } from "../../joined";
import { matches } from "../../patterns";
import type { StackRule } from "../../rule";

const policy = "aws:organizations/policy:Policy";
const attachment = "aws:organizations/policyAttachment:PolicyAttachment";
const row = z.strictObject({ action: z.string(), resource: z.string(), alias: z.string().optional() });
type Row = z.infer<typeof row>;
const config = z.strictObject({
  denied: z
    .array(row)
    .default([
      { action: "organizations:LeaveOrganization", resource: "*" },
      { action: "cloudtrail:StopLogging", resource: "*" },
      { action: "cloudtrail:UpdateTrail", resource: "*" },
      { action: "iam:UpdateAssumeRolePolicy", resource: "*:role/slipway/%" },
      { action: "events:DisableRule", resource: "*:rule/*-break-glass" },
      { action: "s3:DeleteBucketPolicy", resource: "*-state-*" },
      { action: "kms:ScheduleKeyDeletion", resource: "*", alias: "*/state/*" },
      { action: "kms:DeleteAlias", resource: "*:alias/*/state/*" },
    ])
    .describe("Actions that must be denied on resources (a * of the ARN itself is written %), or on keys by alias"),
});

/**
 * The organisation's guardrails deny what no account may do, and each is attached.
 *
 * These are leaving the organisation, deleting or changing records, changing the platform's roles and state, work
 * in other regions, and root users. Judged where a stack has service control policies.
 *
 * Service: organizations. Severity: high. Topics: least-privilege, audit.
 */
export const organizationsGuardrailsAreKept: StackRule<z.infer<typeof config>> = {
  name: "organizations-guardrails-are-kept",
  description: "The organisation's guardrails deny what no account may do, and each is attached.",
  level: "mandatory",
  severity: "high",
  service: "organizations",
  topics: ["least-privilege", "audit"],
  source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
  remedy: "Deny it in a service control policy that is attached, to everyone or to everyone but one named role.",
  unknowns:
    "A policy whose id is unknown is joined to its attachments by dependency; unknown content is judged in the update.",
  config,
  reads: [policy, attachment],
  checkStack(resources, report, { denied }) {
    const guardrails = resources.filter(
      ({ type, props }) => type === policy && props["type"] === "SERVICE_CONTROL_POLICY",
    );
    for (const each of guardrails) {
      const attached = joinedTo(each, resources, { types: [attachment], by: "policyId", names: ["id"] });
      if (attached.length === 0) report.violation("The guardrail is attached to nobody.", each.urn);
    }
    const [first] = guardrails;
    if (!first) return;
    const { found, unknown } = statementsOfAll(guardrails.map(({ props }) => props["content"]));
    for (const row of denied) {
      if (found.some((statement) => denies(statement, row))) continue;
      if (unknown) report.undecided("content", first.urn);
      else report.violation(`No guardrail denies ${row.action} on ${row.resource}.`, first.urn);
    }
    if (!found.some(deniesOtherRegions))
      report.violation("No guardrail denies regions that are not approved.", first.urn);
    if (!found.some(deniesRoot)) report.violation("No guardrail denies root users of accounts.", first.urn);
  },
};

function denies(statement: FoundStatement, { action, resource, alias }: Row): boolean {
  const { effect, otherActions, actions, resources, otherResources, conditions } = statement;
  const named = resources.some((arn) => arn === "*" || matches(resource, arn.replaceAll("*", "%")));
  const rest = conditions.filter(({ key }) => key !== "kms:resourcealiases");
  const aliases = conditions.filter(({ key }) => key === "kms:resourcealiases").flatMap(({ values }) => values);
  const ofAlias = alias ? aliases.some((each) => matches(alias, each)) : aliases.length === 0;
  const covered = !otherActions && actions.some((pattern) => covers(pattern, action));
  return effect === "Deny" && covered && named && !otherResources && ofAlias && rest.every(leavesOutOneRole);
}

/** The exception of a denial names a role; in a guardrail it is one of that name in any account. */
function leavesOutOneRole({ operator, key, values }: FoundStatement["conditions"][number]): boolean {
  const named = values.every((value) => /^arn:[^:]*:iam::[^:]*:role\/[^*?]+$/.test(value));
  return key === "aws:principalarn" && /^(Arn|String)Not(Equals|Like)$/.test(operator) && named;
}

function deniesOtherRegions({ effect, otherActions, conditions }: FoundStatement): boolean {
  const byRegion = conditions.some(
    ({ operator, key }) => key === "aws:requestedregion" && operator.startsWith("StringNot"),
  );
  return effect === "Deny" && otherActions && byRegion;
}

function deniesRoot({ effect, actions, conditions }: FoundStatement): boolean {
  const ofRoot = conditions.some(
    ({ key, values }) => key === "aws:principalarn" && values.every((one) => /:root$/.test(one)),
  );
  return effect === "Deny" && actions.includes("*") && ofRoot;
}
