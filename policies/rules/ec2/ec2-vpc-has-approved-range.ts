import { z } from "zod";
import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

const config = z.strictObject({
  prefixes: z
    .array(z.string().regex(/^[\d.]+$/, 'must be the beginning of an address, such as "10."'))
    .default([])
    .describe("Beginnings of the ranges that networks may use. Empty: any"),
});

/**
 * Networks use only the address ranges that the organisation has set aside.
 *
 * Off until prefixes are configured.
 *
 * Service: ec2. Severity: medium. Topics: allow-list, network.
 */
export const ec2VpcHasApprovedRange: ResourceRule<z.infer<typeof config>> = {
  name: "ec2-vpc-has-approved-range",
  description: "Networks use only the address ranges that the organisation has set aside.",
  level: "mandatory",
  severity: "medium",
  service: "ec2",
  topics: ["allow-list", "network"],
  source:
    "https://aws.amazon.com/blogs/devops/align-with-best-practices-while-creating-infrastructure-using-cdk-aspects/",
  remedy: "Take a range with an approved beginning.",
  unknowns: "An unknown range is judged in the update.",
  config,
  types: ["aws:ec2/vpc:Vpc", "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"],
  check({ props }, report, { prefixes }) {
    const range = props["cidrBlock"];
    if (prefixes.length === 0 || range === undefined) return;
    if (isUnknown(range)) report.undecided("cidrBlock");
    else if (!prefixes.some((prefix) => String(range).startsWith(prefix))) {
      report.violation(`The range ${String(range)} begins with none of ${prefixes.join(", ")}.`);
    }
  },
};
