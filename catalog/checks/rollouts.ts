/** Checks of rollouts: what CodeDeploy and CloudWatch can do with a fleet of this size. */
import { alarmCount, batchRefusal, instancesPerAlarm, mostAlarms } from "../rollout/fleet";
import type { Step } from "../schema/path";
import type { FleetRollout } from "../target-types";
import type { Add } from "./add";

export function checkRollout(instances: number, { batch, alarms }: FleetRollout, path: Step[], add: Add): void {
  const refusal = batchRefusal(batch, instances);
  if (refusal && typeof batch !== "string") add([...path, "batch", "healthyPercent"], batch.healthyPercent, refusal);
  const names = alarms.map((alarm) => (typeof alarm === "string" ? alarm : alarm.name));
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (first !== index)
      add([...path, "alarms", index], name, `is the alarm alarms[${first}] already; rename or remove it`);
  });
  const made = alarmCount(alarms, instances);
  if (made > mostAlarms) {
    const message = `make ${made} alarms for ${instances} instances (status and cpu watch ${instancesPerAlarm} instances each), and CodeDeploy takes ${mostAlarms}; remove alarms or instances`;
    add([...path, "alarms"], names, message);
  }
  for (const [index, alarm] of alarms.entries()) checkWindow(alarm, [...path, "alarms", index], add);
}

interface Window {
  periodSeconds?: number;
  evaluationPeriods?: number;
  namespace?: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: EvaluationPeriods */
export function checkWindow(alarm: string | Window, path: Step[], add: Add): void {
  if (typeof alarm === "string") return;
  // A known alarm's own figures are within every limit.
  const { periodSeconds = 60, evaluationPeriods = 1, namespace = "AWS/" } = alarm;
  const most = periodSeconds >= 3600 ? 604_800 : 86_400;
  if (periodSeconds * evaluationPeriods > most) {
    const message = `times ${periodSeconds} seconds is more than CloudWatch's ${most} seconds; give at most ${Math.floor(most / periodSeconds)}`;
    add([...path, "evaluationPeriods"], evaluationPeriods, message);
  }
  // A metric filter counts by the minute as AWS's own metrics do.
  if (periodSeconds < 60 && namespace.startsWith("AWS/")) {
    add([...path, "periodSeconds"], periodSeconds, "must be 60 or more for AWS's own metrics");
  }
}
