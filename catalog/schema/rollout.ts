/** How a fleet is deployed to: part of `services/<name>.yaml`. */
import { z } from "zod";
import { mostAlarms } from "../rollout";
import { choice, fields, list, map, text, whole } from "./fields";

const batch = z
  .union(
    [
      choice(["one", "half", "all"]),
      fields({
        healthyPercent: whole(1, 99, "percent").describe("Percent of instances that stay in service, 1 to 99."),
      }),
    ],
    { error: "must be one, half, all, or a map with healthyPercent from 1 to 99" },
  )
  .describe("How many instances are deployed to at once: one, half, all, or all but healthyPercent. Default one.");

const periodRule = "must be 10, 20, 30 or a multiple of 60 up to 86400 seconds, without quotes";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html for every figure here. */
const metricAlarm = fields({
  name: text(
    /^(?!(status|cpu)$)[a-z][a-z0-9]{0,31}$/,
    "must be 1 to 32 of a-z and 0-9, beginning with a letter, such as errors; status and cpu are Slipway's own",
  ).describe("Name of the alarm, once per list: 1 to 32 of a-z and 0-9."),
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
  threshold: z
    .number({
      error: ({ input }) => `${input === undefined ? "is missing: it " : ""}must be a number, without quotes`,
    })
    .describe("The alarm is raised when the statistic is above this."),
  periodSeconds: z
    .union(
      [z.literal([10, 20, 30]), z.int().multipleOf(60, periodRule).min(60, periodRule).max(86_400, periodRule)],
      periodRule,
    )
    .default(60)
    .describe("Seconds of one period: 10, 20, 30 or a multiple of 60. Default 60."),
  evaluationPeriods: whole(1, 1440, "periods")
    .default(2)
    .describe("Periods above the threshold that raise the alarm. Default 2."),
  dimensions: map(
    text(/^[^\s:].{0,254}$/, "must be the name of a dimension, such as LoadBalancer"),
    text(/^\S(.{0,1022}\S)?$/, "must be text of 1 to 1024 characters, in quotes"),
    "must be a map of dimension names to values",
  )
    .default({})
    .describe("Dimensions of the metric. Default: none."),
});

const alarms = list(
  z.union([choice(["status", "cpu"]), metricAlarm], {
    error: "must be status, cpu, or a map with name, namespace, metric, statistic and threshold",
  }),
  1,
  mostAlarms,
  "alarms: status, cpu or maps",
).describe(
  "What stops and rolls back a deployment: status (an instance's status check), cpu (above 90 percent) or a metric. Default status.",
);

export const rollout = fields({
  batch: batch.default("one"),
  alarms: alarms.default(["status"]),
});
