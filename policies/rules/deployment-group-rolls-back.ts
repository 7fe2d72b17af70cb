import type { ResourceRule } from "../rule";
import { at, isProduction, isUnknown, listOf, tagsOf } from "../values";

/** Production is recognised by tags: `slipway:production`, or an environment tag whose value is or begins with `prod`. */
export const deploymentGroupRollsBack: ResourceRule = {
  name: "deployment-group-rolls-back",
  description: "CodeDeploy groups undo a failed deployment; in production an alarm stops one as well.",
  level: "mandatory",
  severity: "high",
  topics: ["codedeploy", "rollback"],
  source: "seed 000-02, 000-05, 000-18; table 20.1",
  remedy:
    "Enable autoRollbackConfiguration with DEPLOYMENT_FAILURE; in production add DEPLOYMENT_STOP_ON_ALARM and name an alarm in alarmConfiguration.",
  unknowns: "Unknown settings are judged in the update; an alarm whose name is unknown counts as named.",
  types: ["aws:codedeploy/deploymentGroup:DeploymentGroup"],
  check({ props }, report) {
    const rollback = props["autoRollbackConfiguration"];
    const events = at(rollback, "events");
    if ([rollback, at(rollback, "enabled"), events].some(isUnknown)) {
      report.undecided("autoRollbackConfiguration");
    } else if (at(rollback, "enabled") !== true) {
      report.violation("autoRollbackConfiguration.enabled is not true: a failed deployment stays as it is.");
    } else {
      const wanted = ["DEPLOYMENT_FAILURE", ...(isProduction(tagsOf(props)) ? ["DEPLOYMENT_STOP_ON_ALARM"] : [])];
      for (const event of wanted.filter((each) => !listOf(events).includes(each))) {
        report.violation(`autoRollbackConfiguration.events lacks ${event}.`);
      }
    }
    if (!isProduction(tagsOf(props))) return;
    const alarm = props["alarmConfiguration"];
    const alarms = at(alarm, "alarms");
    if ([alarm, at(alarm, "enabled"), alarms].some(isUnknown)) {
      report.undecided("alarmConfiguration");
    } else if (at(alarm, "enabled") !== true || listOf(alarms).length === 0) {
      report.violation("alarmConfiguration names no alarm that stops a production deployment.");
    }
  },
};
