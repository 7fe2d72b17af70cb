/** What a target may speak to: its network, and the world by HTTPS. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Makes `<name>-to-network` and `<name>-to-world`. `cidr` is the network's IPv4 range. */
export function allowEgress(
  name: string,
  securityGroupId: pulumi.Input<string>,
  cidr: string,
  parent: pulumi.Resource,
): void {
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-to-network`,
    { securityGroupId, description: "Everything inside", ipProtocol: "-1", cidrIpv4: cidr },
    { parent },
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-to-world`,
    { securityGroupId, description: "HTTPS", ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" },
    { parent },
  );
}
