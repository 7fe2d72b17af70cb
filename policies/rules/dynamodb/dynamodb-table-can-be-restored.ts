import type { ResourceRule } from "../../rule";
import { at, isUnknown } from "../../values";

/**
 * Tables can be restored to any moment of the last weeks.
 *
 * Can repair: turns point-in-time recovery on.
 *
 * Service: dynamodb. Severity: medium. Topics: recovery.
 */
export const dynamodbTableCanBeRestored: ResourceRule = {
  name: "dynamodb-table-can-be-restored",
  description: "Tables can be restored to any moment of the last weeks.",
  level: "mandatory",
  severity: "medium",
  service: "dynamodb",
  topics: ["recovery"],
  frameworks: ["SecurityHub DynamoDB.2"],
  source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
  remedy: "Set pointInTimeRecovery.enabled to true.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:dynamodb/table:Table"],
  check({ props }, report) {
    const recovery = props["pointInTimeRecovery"];
    const enabled = at(recovery, "enabled");
    if ([recovery, enabled].some(isUnknown)) report.undecided("pointInTimeRecovery.enabled");
    else if (enabled !== true) report.violation("The table has no point-in-time recovery.");
  },
  remediate(props) {
    const recovery = props["pointInTimeRecovery"];
    if (isUnknown(recovery) || at(recovery, "enabled") === true) return undefined;
    return { "pointInTimeRecovery.enabled": true };
  },
};
