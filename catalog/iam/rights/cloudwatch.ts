/** CloudWatch's alarms. */
import { on, own, provider, type Row, regional } from "./row";

const alarm = regional("cloudwatch", "alarm:{name}", { name: own });

const composite = regional("cloudwatch", "alarm:{alarmName}", { alarmName: own });

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
  {
    type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    source: provider("cloudwatch/composite_alarm.go"),
    parts: { target: "targets" },
    create: [on(composite, "cloudwatch:PutCompositeAlarm", "cloudwatch:TagResource")],
    read: [
      on(composite, "cloudwatch:ListTagsForResource"),
      on(regional("cloudwatch", "alarm:*"), "cloudwatch:DescribeAlarms"),
    ],
    update: [on(composite, "cloudwatch:PutCompositeAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource")],
    delete: [on(composite, "cloudwatch:DeleteAlarms")],
  },
];
