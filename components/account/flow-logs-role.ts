/** The role that the flow logs of an account's networks are delivered with. */
import { type PolicyDocument, policy, trustService } from "../../catalog/iam/document";
import { type AccountPlace, regional } from "./place";
import type { RoleSpecification } from "./role-specification";

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html; the id of a flow log is not known before. */
function flowLogsTrust(place: AccountPlace): PolicyDocument {
  const logs = regional(place, "ec2", "vpc-flow-log/*");
  return policy(trustService("FlowLogs", "vpc-flow-logs", place.partition, place.accountId, logs));
}

/** What that page asks for, but making groups, which stacks do, and limited to the groups of networks. */
function flowLogsPolicy(place: AccountPlace): PolicyDocument {
  const group = regional(place, "logs", `log-group:${place.names.flowLogGroup("*")}`);
  return policy(
    {
      Sid: "Deliver",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: [group, `${group}:*`],
    },
    // It knows no single groups.
    { Sid: "Find", Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
  );
}

export function flowLogsRole(place: AccountPlace): RoleSpecification {
  return {
    part: "flow-logs",
    roleName: place.names.platformRole("flow-logs"),
    description: "Flow logs of networks are delivered with it",
    trust: flowLogsTrust(place),
    policies: { deliver: flowLogsPolicy(place) },
  };
}
