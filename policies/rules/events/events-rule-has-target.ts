import { joinedTo } from "../../joined";
import type { StackRule } from "../../rule";
import { isUnknown } from "../../values";

const rule = "aws:cloudwatch/eventRule:EventRule";
const target = "aws:cloudwatch/eventTarget:EventTarget";

/**
 * Event rules are on, and have a target.
 *
 * They start pipelines, and tell of failures and of changes.
 *
 * Service: events. Severity: medium. Topics: alarms, release-safety.
 */
export const eventsRuleHasTarget: StackRule = {
  name: "events-rule-has-target",
  description: "Event rules are on, and have a target.",
  level: "mandatory",
  severity: "medium",
  service: "events",
  topics: ["alarms", "release-safety"],
  source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html",
  remedy: "Give the rule an EventTarget and leave its state at ENABLED.",
  unknowns: "A rule whose name is unknown is joined by dependency; an unknown state is judged in the update.",
  reads: [rule, target],
  checkStack(resources, report) {
    for (const each of resources.filter(({ type }) => type === rule)) {
      const { state, isEnabled } = each.props;
      const given = each.propertyDependencies["state"] !== undefined;
      if (isUnknown(state) && given) report.undecided("state", each.urn);
      if (state === "DISABLED" || isEnabled === false) report.violation("The rule is off.", each.urn);
      if (joinedTo(each, resources, { types: [target], by: "rule", names: ["name", "id"] }).length === 0) {
        report.violation("Nothing follows from the rule.", each.urn);
      }
    }
  },
};
