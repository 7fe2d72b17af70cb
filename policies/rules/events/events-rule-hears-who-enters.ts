import { type FoundStatement, role, statementsOfAll } from "../../documents";
import type { Resource, StackRule } from "../../rule";
import { isUnknown } from "../../values";

const rule = "aws:cloudwatch/eventRule:EventRule";
const hearing = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/**
 * An event rule on a role's being assumed hears of it each time.
 *
 * CloudTrail counts AssumeRole as reading, which only rules in a state of its own hear of, and records it in the region
 * of the endpoint, so that the role's trust must keep to the regions that listen.
 *
 * Service: events. Severity: high. Topics: alarms, audit.
 */
export const eventsRuleHearsWhoEnters: StackRule = {
  name: "events-rule-hears-who-enters",
  description: "An event rule on a role's being assumed hears of it each time.",
  level: "mandatory",
  severity: "high",
  service: "events",
  topics: ["alarms", "audit"],
  source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html",
  remedy: `Set the rule's state to ${hearing}, and let the role be assumed in the rule's region only (StringEquals aws:RequestedRegion).`,
  unknowns: "Unknown patterns, states and trust policies are judged in the update.",
  reads: [rule, role],
  checkStack(resources, report) {
    const listening = resources.filter(({ type }) => type === rule).map((each) => ({ each, watched: watchedBy(each) }));
    for (const { each, watched } of listening.filter(({ watched }) => watched.length > 0)) {
      const { state } = each.props;
      if (isUnknown(state)) report.undecided("state", each.urn);
      else if (state !== hearing) report.violation("The rule hears of no AssumeRole.", each.urn);
      for (const entered of resources.filter((other) => other.type === role && isOneOf(other, watched))) {
        const { found, unknown } = statementsOfAll([entered.props["assumeRolePolicy"]]);
        if (unknown) report.undecided("assumeRolePolicy", entered.urn);
        for (const statement of found.filter((one) => one.effect === "Allow" && !keepsTo(one, each.props["region"]))) {
          report.violation(
            `Statement ${statement.name} lets the role be assumed where no rule hears of it.`,
            entered.urn,
          );
        }
      }
    }
  },
};

/** ARNs of the roles whose being assumed the rule is about. */
function watchedBy({ props }: Resource): string[] {
  const { eventPattern } = props;
  if (typeof eventPattern !== "string") return [];
  const { detail } = JSON.parse(eventPattern) as {
    detail?: { eventName?: unknown; requestParameters?: { roleArn?: unknown } };
  };
  const names = [detail?.eventName].flat();
  return names.includes("AssumeRole") ? [detail?.requestParameters?.roleArn ?? []].flat().map(String) : [];
}

function isOneOf({ props: { name, path } }: Resource, arns: string[]): boolean {
  return arns.some((arn) => arn.endsWith(`:role${String(path ?? "/")}${String(name)}`));
}

function keepsTo({ conditions }: FoundStatement, region: unknown): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      operator === "StringEquals" && key === "aws:requestedregion" && values.every((value) => value === region),
  );
}
