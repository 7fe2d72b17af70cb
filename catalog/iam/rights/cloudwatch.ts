/** CloudWatch's alarms. */
import { on, own, provider, type Row, regional } from "./row";

const alarm = regional("cloudwatch", "alarm:{name}", { name: own });

export const cloudwatchRows: Row[] = [
  {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    source: provider("cloudwatch/metric_alarm.go"),
    parts: { target: "targets" },
    create: [on(alarm, "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource")],
    read: [
      on(alarm, "cloudwatch:ListTagsForResource"),
      // CloudWatch asks for all alarms, whichever are described.
      on(regional("cloudwatch", "alarm:*"), "cloudwatch:DescribeAlarms"),
    ],
    update: [on(alarm, "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource")],
    delete: [on(alarm, "cloudwatch:DeleteAlarms")],
  },
];
