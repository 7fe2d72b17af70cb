import { given, joinedTo } from "../../joined";
import type { StackRule } from "../../rule";
import { isUnknown, listOf } from "../../values";

const vpc = "aws:ec2/vpc:Vpc";
const group = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

/**
 * The default security group of every network lets nothing in or out.
 *
 * What is started without naming a group gets it.
 *
 * Service: ec2. Severity: medium. Topics: network.
 */
export const ec2VpcUsesNoDefaultGroup: StackRule = {
  name: "ec2-vpc-uses-no-default-group",
  description: "The default security group of every network lets nothing in or out.",
  level: "mandatory",
  severity: "medium",
  service: "ec2",
  topics: ["network"],
  frameworks: ["SecurityHub EC2.2"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2",
  remedy: "Give the network a DefaultSecurityGroup without rules.",
  unknowns: "A network whose id is unknown is joined by dependency; unknown rules are judged in the update.",
  reads: [vpc, group],
  checkStack(resources, report) {
    for (const each of resources.filter(({ type }) => type === vpc)) {
      const groups = joinedTo(each, resources, { types: [group], by: "vpcId", names: ["id"] });
      const rules = groups.flatMap((one) => [given(one, "ingress"), given(one, "egress")]);
      if (groups.length === 0) report.violation("Nothing empties the default security group of the network.", each.urn);
      else if (rules.some((one) => listOf(one).length > 0)) {
        report.violation("The default security group of the network has rules.", each.urn);
      } else if (rules.some(isUnknown)) report.undecided("rules of the default group", each.urn);
    }
  },
};
