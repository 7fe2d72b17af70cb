/** Checks of canaries that ask a production address: that there is one, that a run fits, and that its word gets out. */
import type { AlarmTarget } from "../rollout/alarms";
import { isSynthetic, syntheticPart, syntheticProblems } from "../rollout/synthetic";
import type { EnvironmentSettings } from "../schema/environment";
import type { Step } from "../schema/path";
import type { SyntheticAlarm, TrafficRollout } from "../target-types";
import type { Add } from "./add";

export function checkSynthetic(target: AlarmTarget, alarm: SyntheticAlarm, path: Step[], add: Add): void {
  if (target.kind === "lambda") {
    const message =
      "is for ECS: a function has no address of Slipway's making that a canary could ask; use errors and throttles, and a hook of kind smoke, which asks the new version itself";
    add(path, syntheticPart, message);
    return;
  }
  for (const { field, value, reason } of syntheticProblems(alarm)) add([...path, field], value, reason);
  const { evaluationPeriods, datapoints } = alarm;
  if (datapoints !== undefined && datapoints > evaluationPeriods) {
    add([...path, "datapoints"], datapoints, `must be at most evaluationPeriods (${evaluationPeriods})`);
  }
}

/**
 * Without a way out of the network a canary needs the endpoint of CloudWatch for its metrics; the one of S3 is always
 * there: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_VPC.html. Lambda
 * itself carries its log.
 */
export function checkSyntheticNetwork(
  { alarms }: TrafficRollout,
  { file, settings: { network } }: { file: string; settings: Pick<EnvironmentSettings, "network"> },
  path: Step[],
  add: Add,
): void {
  const index = alarms.findIndex(isSynthetic);
  if (index < 0 || network.egress !== "none" || network.endpoints.includes("monitoring")) return;
  const message = `needs the endpoint monitoring in ${file}: its network has no way out, and a canary that cannot report counts as failed; add it to network.endpoints`;
  add([...path, "alarms", index], syntheticPart, message);
}
