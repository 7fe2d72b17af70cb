/** How a rollout to a fleet is told to CodeDeploy: batches, and the alarms that stop it. */
import { batchRefusal, instancesPerAlarm, mostAlarms } from "../../catalog/rollout/fleet";
import type { Batch, RolloutAlarm } from "../../catalog/target-types";
import type { Finding } from "../problems";

export const rollbackEvents = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"] as const;
export type RollbackEvent = (typeof rollbackEvents)[number];

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
const presets = {
  one: "CodeDeployDefault.OneAtATime",
  half: "CodeDeployDefault.HalfAtATime",
  all: "CodeDeployDefault.AllAtOnce",
} as const;

export interface DeploymentSpeed {
  configName: string;
  /** Percentage of the fleet that stays in service, for a configuration of our own. */
  healthyPercent?: number;
}

/** One of CodeDeploy's presets, or a configuration of our own under the given name. */
export function deploymentSpeed(batch: Batch, customName: string): DeploymentSpeed {
  return typeof batch === "string"
    ? { configName: presets[batch] }
    : { configName: customName, healthyPercent: batch.healthyPercent };
}

/** A problem where the batch leaves nothing to deploy to. */
export function checkBatch(batch: Batch, instances: number): Finding[] {
  if (typeof batch === "string") return [];
  const { healthyPercent } = batch;
  const property = "rollout.batch.healthyPercent";
  if (!Number.isInteger(healthyPercent) || healthyPercent < 0 || healthyPercent > 99) {
    return [{ property, value: healthyPercent, reason: "must be a whole number from 0 to 99" }];
  }
  const reason = batchRefusal(batch, instances);
  return reason === undefined ? [] : [{ property, value: healthyPercent, reason }];
}

/** One CloudWatch alarm of a rollout. */
export type AlarmPlan = { part: string; description: string } & (
  | {
      over: "fleet";
      metric: string;
      statistic: string;
      threshold: number;
      evaluationPeriods: number;
      instances: number[];
    }
  | { over: "metric"; alarm: Exclude<RolloutAlarm, string> }
);

/** What `status` and `cpu` mean. Periods are of 60 seconds, so both need detailed monitoring. */
const known = {
  // Either status check failed on any instance for two minutes.
  status: { metric: "StatusCheckFailed", statistic: "Maximum", threshold: 0, evaluationPeriods: 2 },
  // The busiest instance is above 90 % for five minutes.
  cpu: { metric: "CPUUtilization", statistic: "Average", threshold: 90, evaluationPeriods: 5 },
} as const;

/** The alarms that a list in the configuration asks for: fleet alarms watch up to ten instances each. */
export function alarmPlans(alarms: RolloutAlarm[], instances: number): AlarmPlan[] {
  return alarms.flatMap((alarm): AlarmPlan[] => {
    if (typeof alarm !== "string") {
      const description = `${alarm.statistic} of ${alarm.namespace} ${alarm.metric} above ${alarm.threshold}`;
      return [{ part: alarm.name, description, over: "metric", alarm }];
    }
    const { metric, statistic, threshold, evaluationPeriods } = known[alarm];
    const all = Array.from({ length: instances }, (_, index) => index);
    const groups = Array.from({ length: Math.ceil(instances / instancesPerAlarm) }, (_, index) =>
      all.slice(index * instancesPerAlarm, (index + 1) * instancesPerAlarm),
    );
    return groups.map((group, index) => ({
      part: index === 0 ? alarm : `${alarm}-${index + 1}`,
      description: `${metric} of an instance above ${threshold} for ${evaluationPeriods} minutes`,
      over: "fleet",
      metric,
      statistic,
      threshold,
      evaluationPeriods,
      instances: group,
    }));
  });
}

const statistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];

/** CloudWatch keeps percentiles and trimmed means apart from the plain statistics. */
export function isPlainStatistic(statistic: string): boolean {
  return statistics.includes(statistic);
}

export function checkAlarms(alarms: RolloutAlarm[], instances: number): Finding[] {
  const found: Finding[] = [];
  const plans = alarmPlans(alarms, instances);
  if (plans.length > mostAlarms) {
    const reason = `makes ${plans.length} alarms (fleet alarms watch ${instancesPerAlarm} instances each); a deployment group takes at most ${mostAlarms}, so remove alarms or instances`;
    found.push({ property: "rollout.alarms", value: alarms.length, reason });
  }
  plans.forEach((plan, index) => {
    if (plans.findIndex((each) => each.part === plan.part) !== index) {
      found.push({ property: "rollout.alarms", value: plan.part, reason: "names two alarms; rename or remove one" });
    }
  });
  alarms.forEach((alarm, index) => {
    if (typeof alarm === "string") return;
    const property = `rollout.alarms[${index}]`;
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(alarm.name)) {
      found.push({ property: `${property}.name`, value: alarm.name, reason: "must be 1 to 63 of a-z, 0-9 and -" });
    }
    const { periodSeconds: period } = alarm;
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    if (![10, 20, 30].includes(period) && !(period > 0 && period % 60 === 0)) {
      const reason = "must be 10, 20, 30 or a multiple of 60 seconds";
      found.push({ property: `${property}.periodSeconds`, value: period, reason });
    }
    if (!Number.isInteger(alarm.evaluationPeriods) || alarm.evaluationPeriods < 1) {
      const reason = "must be a whole number, at least 1";
      found.push({ property: `${property}.evaluationPeriods`, value: alarm.evaluationPeriods, reason });
    }
    if (!isPlainStatistic(alarm.statistic) && !/^(p|tm|wm|ts|tc)\d{1,2}(\.\d+)?$/.test(alarm.statistic)) {
      const reason = `must be one of ${statistics.join(", ")}, or a percentile such as p99`;
      found.push({ property: `${property}.statistic`, value: alarm.statistic, reason });
    }
  });
  return found;
}
