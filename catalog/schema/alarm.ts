/** What stops and rolls back a rollout: part of `services/<name>.yaml`. */
import { z } from "zod";
import { mostAlarms } from "../rollout/fleet";
import { mostEveryMinutes, syntheticPart, usualRequests, usualSynthetic } from "../rollout/synthetic";
import { answer } from "./answer";
import { choice, fields, list, map, text, whole } from "./fields";

/** Alarms that Slipway makes for a fleet of instances, for ECS and for Lambda. */
const knownAlarms = ["status", "cpu", "errors", "latency", "unhealthy", "throttles", "log", "synthetic"] as const;
const trafficAlarms = ["errors", "latency", "unhealthy", "throttles", "log"] as const;

const periodRule = "must be 10, 20, 30 or a multiple of 60 up to 86400 seconds, without quotes";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html for every figure here. */
const period = z
  .union(
    [z.literal([10, 20, 30]), z.int().multipleOf(60, periodRule).min(60, periodRule).max(86_400, periodRule)],
    periodRule,
  )
  .describe("Seconds of one period: 10, 20, 30 or a multiple of 60. Default 60.");

const evaluated = whole(1, 1440, "periods").describe("Periods that are looked at. Default 2.");

const datapoints = whole(1, 1440, "periods")
  .optional()
  .describe("Periods among them that must be above the threshold; not for a fleet. Default: all.");

const threshold = z.number({
  error: ({ input }) => `${input === undefined ? "is missing: it " : ""}must be a number, without quotes`,
});

const name = text(
  /^(?!(status|cpu)$)[a-z][a-z0-9]{0,31}$/,
  "must be 1 to 32 of a-z and 0-9, beginning with a letter, such as errors; status and cpu are Slipway's own",
).describe("Name of the alarm, once per list: 1 to 32 of a-z and 0-9.");

const metricAlarm = fields({
  name,
  namespace: text(/^[^\s:][^:]{0,254}$/, "must be a CloudWatch namespace, such as AWS/ApplicationELB").describe(
    "CloudWatch namespace of the metric.",
  ),
  metric: text(/^\S(.{0,253}\S)?$/, "must be the name of a metric, such as HTTPCode_Target_5XX_Count").describe(
    "Name of the metric.",
  ),
  statistic: text(
    /^(SampleCount|Average|Sum|Minimum|Maximum|(p|tm|wm|tc|ts)\d{1,2}(\.\d{1,10})?)$/,
    "must be SampleCount, Average, Sum, Minimum, Maximum or a percentile such as p99",
  ).describe("Statistic of the metric: SampleCount, Average, Sum, Minimum, Maximum, or a percentile such as p99."),
  threshold: threshold.describe("The alarm is raised when the statistic is above this."),
  periodSeconds: period.default(60),
  evaluationPeriods: evaluated
    .default(2)
    .describe(
      "Periods that are looked at, all of which are above the threshold unless datapoints says less. Default 2.",
    ),
  datapoints,
  dimensions: map(
    text(/^[^\s:].{0,254}$/, "must be the name of a dimension, such as LoadBalancer"),
    text(/^\S(.{0,1022}\S)?$/, "must be text of 1 to 1024 characters, in quotes"),
    "must be a map of dimension names to values",
  )
    .default({})
    .describe("Dimensions of the metric. Default: none."),
});

const tunedAlarm = fields({
  known: choice(trafficAlarms).describe("One of Slipway's own alarms on ECS or Lambda, with figures of one's own."),
  threshold: threshold
    .optional()
    .describe("Above this it is raised: requests, seconds, hosts, runs or lines. Default: the alarm's usual one."),
  periodSeconds: period.optional(),
  evaluationPeriods: evaluated.optional(),
  datapoints,
});

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html: the pattern's length. */
const logAlarm = fields({
  pattern: text(/^\S(.{0,1022}\S)?$/, "must be a filter pattern of 1 to 1024 characters, such as Exception").describe(
    "Filter pattern of CloudWatch Logs: the lines of the service's log that count.",
  ),
  name,
  threshold: whole(0, 1_000_000, "lines").default(0).describe("Lines in a period above which it is raised. Default 0."),
  periodSeconds: period.default(60),
  evaluationPeriods: evaluated.default(1).describe("Periods that are looked at. Default 1."),
  datapoints,
});

const syntheticAlarm = fields({
  kind: choice([syntheticPart]).describe(
    "A canary of CloudWatch Synthetics that asks the production address from inside the network; on ECS only.",
  ),
  ...answer,
  requests: whole(1, 100, "requests")
    .default(usualRequests)
    .describe(`Requests of a run, all of which must pass. Default ${usualRequests}.`),
  everyMinutes: whole(1, mostEveryMinutes, "minutes")
    .default(usualSynthetic.everyMinutes)
    .describe(`Minutes from run to run, 1 to ${mostEveryMinutes}. Default ${usualSynthetic.everyMinutes}.`),
  evaluationPeriods: whole(1, 24, "runs")
    .default(usualSynthetic.evaluationPeriods)
    .describe(`Runs that are looked at. Default ${usualSynthetic.evaluationPeriods}.`),
  datapoints: whole(1, 24, "runs").optional().describe("Runs among them that must have failed. Default: all."),
});

export const alarms = list(
  z.union([choice(knownAlarms), metricAlarm, tunedAlarm, logAlarm, syntheticAlarm], {
    error: `must be one of ${knownAlarms.join(", ")}, or a map with name, namespace, metric, statistic and threshold, with known, with name and pattern, or with kind: ${syntheticPart}`,
  }),
  1,
  mostAlarms,
  "alarms: known ones, metrics, log patterns or canaries",
).describe(
  "What stops and rolls back a deployment. A fleet: status (an instance's status check, the default), cpu (above 90 percent) or a metric. ECS: errors (answers 5xx), latency (p99), unhealthy (hosts), log (lines with Exception), synthetic (failed runs of a canary that asks the production address). Lambda: errors, latency, throttles, log. Default there: all of them but latency, throttles and synthetic.",
);

export type AlarmSettings = z.output<typeof alarms>[number];
