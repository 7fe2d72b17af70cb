/** Parameter Store: parameters below the platform's path. */
import { each, everything, on, provider, type Row, regional } from "./row";

const parameter = regional("ssm", "parameter{name}", { name: ({ names }) => names.parameter("*") });

export const ssmRows: Row[] = [
  {
    type: "aws:ssm/parameter:Parameter",
    source: provider("ssm/parameter.go"),
    parts: { target: "targets", toolchain: "pipelines" },
    create: [on(parameter, "ssm:AddTagsToResource", "ssm:PutParameter")],
    read: [
      on(parameter, "ssm:GetParameter", "ssm:GetParameters", "ssm:ListTagsForResource"),
      on(everything, "ssm:DescribeParameters"),
    ],
    update: [on(parameter, ...each("ssm:", "AddTagsToResource", "PutParameter", "RemoveTagsFromResource"))],
    delete: [on(parameter, "ssm:DeleteParameter")],
  },
];
