import { z } from "zod";
import type { Report, ResourceRule } from "../../rule";
import { at, isUnknown, listOf, type Value } from "../../values";

const ports = z.array(z.int().min(0).max(65535));

const config = z.strictObject({
  ports: ports.default([]).describe("TCP ports that may be open to everyone in any group, such as 443"),
  rules: z
    .record(z.string(), ports)
    .default({})
    .describe("TCP ports that single rules may open to everyone, by the rule's URN"),
});

const inline = ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "aws:ec2/securityGroup:SecurityGroup"];
const rule = "aws:ec2/securityGroupRule:SecurityGroupRule";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/**
 * No security group lets in the whole internet, by IPv4 or IPv6.
 *
 * Looks at rules inside the group and at both kinds of separate rules. A port can be allowed by configuration, for
 * load balancers: in any group, or for single separate rules.
 *
 * Service: ec2. Severity: high. Topics: public-access, network.
 */
export const ec2SecurityGroupIsClosedToEveryone: ResourceRule<z.infer<typeof config>> = {
  name: "ec2-security-group-is-closed-to-everyone",
  description: "No security group lets in the whole internet, by IPv4 or IPv6.",
  level: "mandatory",
  severity: "high",
  service: "ec2",
  topics: ["public-access", "network"],
  frameworks: ["SecurityHub EC2.18"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18",
  remedy: "Name the network, prefix list or security group that may connect.",
  unknowns: "An unknown range or port is judged in the update.",
  config,
  types: [...inline, rule, ingress],
  check({ urn, type, props }, report, { ports, rules }) {
    if (inline.includes(type)) {
      if (isUnknown(props["ingress"])) report.undecided("ingress");
      for (const [index, each] of listOf(props["ingress"]).entries()) judge(each, `ingress[${index}]`, report, ports);
    } else if (type === ingress || props["type"] === "ingress") {
      judge(props, "the rule", report, [...ports, ...(rules[urn] ?? [])]);
    } else if (isUnknown(props["type"])) report.undecided("type");
  },
};

function judge(each: Value, where: string, report: Report, ports: readonly number[]): void {
  const ranges = ["cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"].map((key) => at(each, key));
  const all = ranges.flatMap((value) => (isUnknown(value) ? [value] : listOf(value)));
  if (isUnknown(each) || all.some(isUnknown)) report.undecided(where);
  const [from, to] = [at(each, "fromPort"), at(each, "toPort")];
  const allowed = ports.some((port) => from === port && to === port) && isTcp(each);
  for (const range of all.filter((value) => /^(0\.0\.0\.0|::)\/0$/.test(String(value)))) {
    if (!allowed) report.violation(`${where} lets in ${String(range)} on ${words(each)}.`);
  }
}

function isTcp(each: Value): boolean {
  return ["6", "tcp"].includes(String(at(each, "protocol") ?? at(each, "ipProtocol")));
}

function words(each: Value): string {
  const [from, to] = [at(each, "fromPort"), at(each, "toPort")];
  if (from === undefined || String(at(each, "protocol") ?? at(each, "ipProtocol")) === "-1") return "all ports";
  return from === to ? `port ${String(from)}` : `ports ${String(from)} to ${String(to)}`;
}
