import type { ResourceRule } from "../../rule";
import { isDeployedByEcs, service } from "../../services";
import { at, isUnknown, listOf } from "../../values";

/**
 * A deployment of ECS watches at least one alarm, and is undone when it rings.
 *
 * Services that CodeDeploy or another controller deploys have them there.
 *
 * Service: ecs. Severity: high. Topics: rollback, release-safety, alarms.
 */
export const ecsServiceWatchesAlarms: ResourceRule = {
  name: "ecs-service-watches-alarms",
  description: "A deployment of ECS watches at least one alarm, and is undone when it rings.",
  level: "mandatory",
  severity: "high",
  service: "ecs",
  topics: ["rollback", "release-safety", "alarms"],
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html",
  remedy: "Set alarms with enable and rollback true, and name an alarm in it.",
  unknowns: "Unknown settings are judged in the update; an alarm whose name is unknown counts as named.",
  types: [service],
  check({ props }, report) {
    if (!isDeployedByEcs(props)) return;
    const alarms = props["alarms"];
    const names = at(alarms, "alarmNames");
    if ([alarms, at(alarms, "enable"), at(alarms, "rollback"), names].some(isUnknown)) {
      report.undecided("alarms");
    } else if (at(alarms, "enable") !== true || listOf(names).length === 0) {
      report.violation("alarms names no alarm that stops a deployment.");
    } else if (at(alarms, "rollback") !== true) {
      report.violation("A deployment that an alarm stops stays as it is: alarms.rollback is not true.");
    }
  },
};
