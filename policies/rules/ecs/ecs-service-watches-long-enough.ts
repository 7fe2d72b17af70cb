import { figure, metricAlarm, windowsOf } from "../../alarms";
import type { StackRule } from "../../rule";
import { service } from "../../services";
import { at, isUnknown, listOf } from "../../values";

/**
 * ECS keeps the old tasks at least as long as its alarms need to see something.
 *
 * The time is the bake time after all traffic has gone over. Alarms count if they are of the same stack.
 *
 * Service: ecs. Severity: high. Topics: rollback, release-safety, alarms.
 */
export const ecsServiceWatchesLongEnough: StackRule = {
  name: "ecs-service-watches-long-enough",
  description: "ECS keeps the old tasks at least as long as its alarms need to see something.",
  level: "mandatory",
  severity: "high",
  service: "ecs",
  topics: ["rollback", "release-safety", "alarms"],
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html",
  remedy: "Give deploymentConfiguration a longer bakeTimeInMinutes, or the alarm shorter periods or fewer of them.",
  unknowns: "Unknown times and alarms whose name is unknown are not compared.",
  reads: [service, metricAlarm],
  checkStack(resources, report) {
    const windows = windowsOf(resources);
    for (const { urn, props } of resources.filter(({ type }) => type === service)) {
      const minutes = at(props["deploymentConfiguration"], "bakeTimeInMinutes");
      if (minutes === undefined || isUnknown(minutes)) continue;
      const bake = 60 * figure(minutes);
      for (const name of listOf(at(props["alarms"], "alarmNames"))) {
        const window = windows.get(name) ?? 0;
        if (window > bake) {
          report.violation(`The old tasks stay ${bake} seconds, and alarm ${String(name)} looks at ${window}.`, urn);
        }
      }
    }
  },
};
