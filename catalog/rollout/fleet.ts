/** What CodeDeploy and CloudWatch allow of a rollout to a fleet. */
import type { Batch, RolloutAlarm } from "../target-types";

/** Alarms of a deployment group: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AlarmConfiguration.html */
export const mostAlarms = 10;

/**
 * Instances that one alarm on metric math watches: its metrics.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
 */
export const instancesPerAlarm = 10;

/** Alarms that a list makes: `status` and `cpu` watch instances in groups, a metric is one alarm. */
export function alarmCount(alarms: readonly RolloutAlarm[], instances: number): number {
  const groups = Math.ceil(instances / instancesPerAlarm);
  return alarms.reduce((sum, alarm) => sum + (typeof alarm === "string" ? groups : 1), 0);
}

/** Why a batch leaves no instance to deploy to, or undefined: CodeDeploy rounds the share of healthy instances up. */
export function batchRefusal(batch: Batch, instances: number): string | undefined {
  if (typeof batch === "string") return undefined;
  const healthy = Math.ceil((instances * batch.healthyPercent) / 100);
  if (healthy < instances) return undefined;
  const most = Math.floor(((instances - 1) * 100) / instances);
  const remedy = most === 0 ? "use batch all, or more instances" : `give at most ${most}, or more instances`;
  return `keeps ${healthy} of ${instances} instances in service, so that no deployment could begin; ${remedy}`;
}
