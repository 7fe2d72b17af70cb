import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

/**
 * Deployment groups watch at least one alarm, and stop when its state cannot be read.
 *
 * Service: codedeploy. Severity: high. Topics: rollback, release-safety, alarms.
 */
export const codedeployDeploymentGroupWatchesAlarms: ResourceRule = {
  name: "codedeploy-deployment-group-watches-alarms",
  formerly: "deployment-group-rolls-back",
  description: "Deployment groups watch at least one alarm, and stop when its state cannot be read.",
  level: "mandatory",
  severity: "high",
  service: "codedeploy",
  topics: ["rollback", "release-safety", "alarms"],
  source: "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html",
  remedy: "Enable alarmConfiguration, name an alarm in it, and set ignorePollAlarmFailure to false.",
  unknowns: "Unknown settings are judged in the update; an alarm whose name is unknown counts as named.",
  types: ["aws:codedeploy/deploymentGroup:DeploymentGroup"],
  check({ props }, report) {
    const alarm = props["alarmConfiguration"];
    const alarms = at(alarm, "alarms");
    if ([alarm, at(alarm, "enabled"), alarms].some(isUnknown)) {
      report.undecided("alarmConfiguration");
    } else if (at(alarm, "enabled") !== true || listOf(alarms).length === 0) {
      report.violation("alarmConfiguration names no alarm that stops a deployment.");
    } else if (at(alarm, "ignorePollAlarmFailure") === true) {
      report.violation("alarmConfiguration.ignorePollAlarmFailure lets a deployment go on unwatched.");
    }
  },
};
