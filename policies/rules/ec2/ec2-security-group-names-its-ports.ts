import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf, type Value } from "../../values";

const inline = ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "aws:ec2/securityGroup:SecurityGroup"];
const rule = "aws:ec2/securityGroupRule:SecurityGroupRule";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/**
 * A security group lets ranges of addresses in on named ports only.
 *
 * Looks at rules inside the group and at both kinds of separate rules. Groups that let in other groups are left
 * alone.
 *
 * Service: ec2. Severity: medium. Topics: network.
 */
export const ec2SecurityGroupNamesItsPorts: ResourceRule = {
  name: "ec2-security-group-names-its-ports",
  description: "A security group lets ranges of addresses in on named ports only.",
  level: "mandatory",
  severity: "medium",
  service: "ec2",
  topics: ["network"],
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
  remedy: "Name the protocol and the ports.",
  unknowns: "An unknown protocol or port is judged in the update.",
  types: [...inline, rule, ingress],
  check({ type, props }, report) {
    const rules = inline.includes(type) ? listOf(props["ingress"]) : [props];
    if (type === rule && props["type"] !== "ingress") return;
    for (const each of rules.filter(isOfRange)) {
      const protocol = at(each, "protocol") ?? at(each, "ipProtocol");
      const [from, to] = [at(each, "fromPort"), at(each, "toPort")];
      if ([protocol, from, to].some(isUnknown)) report.undecided("ports");
      else if (String(protocol) === "-1" || (from === 0 && to === 65535)) {
        report.violation("A range of addresses may connect to every port.");
      }
    }
  },
};

function isOfRange(each: Value): boolean {
  return ["cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"].some((key) => listOf(at(each, key)).length > 0);
}
