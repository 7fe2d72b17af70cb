/** Alarms that roll a rollout back on ECS or Lambda, from the catalog's plans of them. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../catalog/naming";
import type { AlarmPlan, Watched } from "../../catalog/rollout/alarm-plan";
import { compositePart, compositeRule } from "../../catalog/rollout/alarms";
import type { Environment } from "../../catalog/types";
import { isPlainStatistic } from "./rollout";

export type Dimensions = Record<string, pulumi.Input<string>>;

export interface RollbackAlarmsArgs {
  names: Naming;
  service: string;
  environment: Environment;
  plans: AlarmPlan[];
  /** What the service's own metrics are of: the worst of several counts, such as of two target groups. */
  dimensions: Partial<Record<Exclude<Watched, "log" | "given">, Dimensions[]>>;
  /** Log group whose lines are counted. */
  logGroupName: pulumi.Input<string>;
}

export interface RollbackAlarms {
  /** For what watches them, which waits until they are there. */
  names: pulumi.Output<string>[];
  /** The same names, as they are computed. */
  plainNames: string[];
}

/** Namespace of the metrics that filters of logs make. */
const logNamespace = "Slipway";

/**
 * One alarm for each plan, and one that is raised when any of them is, for people and for pipelines: what watches a
 * rollout names the single ones, so that it says which it was.
 */
export function rollbackAlarms(name: string, args: RollbackAlarmsArgs, parent: pulumi.Resource): RollbackAlarms {
  const { names, service, environment, plans } = args;
  const nameOf = (part: string) => names.alarm(service, environment.name, part);
  const alarms = plans.map((plan) => {
    const { part, threshold, evaluationPeriods, datapoints } = plan;
    return new aws.cloudwatch.MetricAlarm(
      `${name}-alarm-${part}`,
      {
        name: nameOf(part),
        alarmDescription: `${plan.description}: stops and rolls back a deployment of ${service}`,
        comparisonOperator: plan.below ? "LessThanThreshold" : "GreaterThanThreshold",
        threshold,
        evaluationPeriods,
        datapointsToAlarm: datapoints,
        // Counters are silent while nothing happens.
        treatMissingData: plan.silenceIsFault ? "breaching" : "notBreaching",
        ...measure(name, nameOf(part), plan, args, parent),
      },
      { parent },
    );
  });
  if (alarms.length > 0) {
    new aws.cloudwatch.CompositeAlarm(
      `${name}-alarm-${compositePart}`,
      {
        alarmName: nameOf(compositePart),
        alarmDescription: `Any alarm that rolls back a deployment of ${service}`,
        alarmRule: compositeRule(plans.map(({ part }) => nameOf(part))),
      },
      // It names them as text.
      { parent, dependsOn: alarms },
    );
  }
  return { names: alarms.map((alarm) => alarm.name), plainNames: plans.map(({ part }) => nameOf(part)) };
}

/** What an alarm watches: one metric, or the highest of several by metric math. */
function measure(
  name: string,
  alarmName: string,
  plan: AlarmPlan,
  { dimensions, logGroupName }: RollbackAlarmsArgs,
  parent: pulumi.Resource,
): Partial<aws.cloudwatch.MetricAlarmArgs> {
  const { over, statistic, periodSeconds } = plan;
  const stat = isPlainStatistic(statistic) ? { statistic } : { extendedStatistic: statistic };
  if (over === "log") {
    const filter = new aws.cloudwatch.LogMetricFilter(
      `${name}-lines-${plan.part}`,
      {
        name: alarmName,
        logGroupName,
        pattern: plan.pattern!,
        metricTransformation: { namespace: logNamespace, name: alarmName, value: "1" },
      },
      { parent },
    );
    return { namespace: logNamespace, metricName: filter.name, ...stat, period: periodSeconds };
  }
  const sets = over === "given" ? [plan.dimensions!] : dimensions[over];
  if (!sets || sets.length === 0) throw new Error(`Nothing of this service has the metric of the alarm ${plan.part}.`);
  const metric = { namespace: plan.namespace!, metricName: plan.metric!, period: periodSeconds };
  if (sets.length === 1) return { ...metric, ...stat, dimensions: sets[0]! };
  return {
    metricQueries: [
      { id: "highest", expression: "MAX(METRICS())", label: plan.description, returnData: true },
      ...sets.map((each, index) => ({ id: `m${index}`, metric: { ...metric, dimensions: each, stat: statistic } })),
    ],
  };
}
