import { figure, metricAlarm, windowsOf } from "../../alarms";
import type { StackRule } from "../../rule";
import { at, listOf, type Properties } from "../../values";

const group = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const configuration = "aws:codedeploy/deploymentConfig:DeploymentConfig";

/**
 * A deployment waits at least as long as its alarms need to see something.
 *
 * The wait is that before the old instances of a blue/green deployment end, or that of a zonal configuration after
 * each zone. Alarms count if they are of the same stack.
 *
 * Service: codedeploy. Severity: high. Topics: rollback, release-safety, alarms.
 */
export const codedeployDeploymentGroupWatchesLongEnough: StackRule = {
  name: "codedeploy-deployment-group-watches-long-enough",
  description: "A deployment waits at least as long as its alarms need to see something.",
  level: "mandatory",
  severity: "high",
  service: "codedeploy",
  topics: ["rollback", "release-safety", "alarms"],
  source: "https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations-create.html#zonal-config",
  remedy: "Wait longer, or give the alarm shorter periods or fewer of them.",
  unknowns: "Unknown times and alarms whose name is unknown are not compared.",
  reads: [group, configuration, metricAlarm],
  checkStack(resources, report) {
    const windows = windowsOf(resources);
    const own = new Map(
      resources.filter(({ type }) => type === configuration).map(({ props }) => [props["deploymentConfigName"], props]),
    );
    for (const { urn, props } of resources.filter(({ type }) => type === group)) {
      const bake = bakeOf(props, own.get(props["deploymentConfigName"] ?? ""));
      for (const name of bake === undefined ? [] : listOf(at(props["alarmConfiguration"], "alarms"))) {
        const window = windows.get(name) ?? 0;
        if (window > bake!) {
          report.violation(`The deployment waits ${bake} seconds, and alarm ${String(name)} looks at ${window}.`, urn);
        }
      }
    }
  },
};

/** Seconds for which a deployment is watched after its instances have changed; undefined where it does not wait. */
function bakeOf(props: Properties, own: Properties | undefined): number | undefined {
  const ending = at(props["blueGreenDeploymentConfig"], "terminateBlueInstancesOnDeploymentSuccess");
  if (at(ending, "action") === "TERMINATE") return 60 * figure(at(ending, "terminationWaitTimeInMinutes"));
  const zonal = own?.["zonalConfig"];
  return zonal ? figure(at(zonal, "monitorDurationInSeconds")) : undefined;
}
