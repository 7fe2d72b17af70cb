/** CloudWatch Logs: groups below the platform's path, and those of canaries' functions, which have Lambda's names. */
import { each, everything, on, provider, type Row, regional, type Widened } from "./row";

const ours: Widened = ({ names, accountId, toolchainId }) => [
  `/slipway/${names.prefix}/*`,
  ...(accountId === toolchainId ? [] : [`/aws/lambda/${names.canaryFunction("*")}`]),
];
const group = regional("logs", "log-group:{name}", { name: ours });
const itsGroup = regional("logs", "log-group:{logGroupName}", { logGroupName: ours });

export const logRows: Row[] = [
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    source: provider("logs/group.go"),
    parts: { target: "targets", toolchain: "pipelines" },
    create: [on(group, "logs:CreateLogGroup", "logs:PutRetentionPolicy", "logs:TagResource")],
    read: [
      on(group, "logs:ListTagsForResource"),
      // It has no resources of its own in the Service Authorization Reference.
      on(everything, "logs:DescribeLogGroups"),
    ],
    update: [
      on(group, ...each("logs:", "DeleteRetentionPolicy", "PutRetentionPolicy", "TagResource", "UntagResource")),
    ],
    delete: [on(group, "logs:DeleteLogGroup")],
  },
  {
    type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    source: provider("logs/metric_filter.go"),
    parts: { target: "targets" },
    create: [on(itsGroup, "logs:PutMetricFilter")],
    read: [on(itsGroup, "logs:DescribeMetricFilters")],
    update: [on(itsGroup, "logs:PutMetricFilter")],
    delete: [on(itsGroup, "logs:DeleteMetricFilter")],
  },
];
