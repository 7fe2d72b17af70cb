import { joinedTo } from "../../joined";
import type { StackRule } from "../../rule";

const vpc = "aws:ec2/vpc:Vpc";
const log = "aws:ec2/flowLog:FlowLog";

/**
 * Every network records its traffic.
 *
 * Service: ec2. Severity: medium. Topics: network, audit.
 */
export const ec2VpcKeepsItsFlowLog: StackRule = {
  name: "ec2-vpc-keeps-its-flow-log",
  description: "Every network records its traffic.",
  level: "mandatory",
  severity: "medium",
  service: "ec2",
  topics: ["network", "audit"],
  frameworks: ["SecurityHub EC2.6"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6",
  remedy: "Give the network a FlowLog.",
  unknowns: "A network whose id is unknown is joined by dependency.",
  reads: [vpc, log],
  checkStack(resources, report) {
    for (const each of resources.filter(({ type }) => type === vpc)) {
      const logs = joinedTo(each, resources, { types: [log], by: "vpcId", names: ["id"] });
      if (logs.length === 0) report.violation("Nothing records the traffic of the network.", each.urn);
    }
  },
};
