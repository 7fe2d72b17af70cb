/** CloudWatch Logs: groups below the platform's path. */
import { each, everything, on, provider, type Row, regional } from "./row";

const group = regional("logs", "log-group:{name}", { name: ({ names }) => `/slipway/${names.prefix}/*` });

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
];
