import { ec2 } from "@pulumi/aws";
import type { Input, Output } from "@pulumi/pulumi";
import type { EndpointSpec } from "./arguments";
import type { MadeSubnets, Network } from "./subnets";

/** Open to the VPC for HTTPS: what an interface endpoint gets when no group is given. */
function addSecurityGroup(network: Network, spec: EndpointSpec, region: string | undefined): Output<string> {
  const { vpc, tags } = network;
  const group = new ec2.SecurityGroup(
    `${spec.serviceName}-sg`,
    { region, vpcId: vpc.id, tags: { ...tags, ...spec.tags } },
    { parent: vpc, dependsOn: [vpc] },
  );
  const ipv6 = ["ipv6", "dualstack"].includes(spec.ipAddressType?.toLowerCase() ?? "");
  const https = { type: "ingress", protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: [vpc.cidrBlock] };
  new ec2.SecurityGroupRule(
    `${spec.serviceName}-ingress`,
    { region, securityGroupId: group.id, ...https, ...(ipv6 ? { ipv6CidrBlocks: [vpc.ipv6CidrBlock] } : {}) },
    { parent: vpc, dependsOn: [group] },
  );
  return group.id;
}

/** One subnet of each zone, rather private than isolated than public. */
function subnetPerZone(network: Network, made: MadeSubnets): Input<string>[] {
  return network.zones.flatMap((zone) => {
    const here = made.subnets.filter((s) => s.zone === zone);
    const found = ["private", "isolated", "public"].map((type) => here.find((s) => s.type === type)).find((s) => s);
    return found ? [found.subnet.id] : [];
  });
}

/** The endpoints, named by their service; the strategy `Auto` fills in subnets, route tables and groups. */
export function addEndpoints(network: Network, made: MadeSubnets): ec2.VpcEndpoint[] {
  const { inputs, vpc, tags } = network;
  return (inputs.vpcEndpointSpecs ?? []).map((spec) => {
    const region = spec.region ?? inputs.region;
    const auto = inputs.vpcEndpointStrategy === "Auto";
    const type = (spec.vpcEndpointType ?? "Gateway").toLowerCase();
    const filled: Partial<ec2.VpcEndpointArgs> = {};
    if (auto && type === "interface") {
      if (!spec.subnetIds && !spec.subnetConfigurations) filled.subnetIds = subnetPerZone(network, made);
      filled.privateDnsEnabled = spec.privateDnsEnabled ?? true;
      filled.securityGroupIds = spec.securityGroupIds ?? [addSecurityGroup(network, spec, region)];
    }
    if (auto && type === "gateway") filled.routeTableIds = spec.routeTableIds ?? made.routeTables.map((t) => t.id);
    const args = { ...spec, ...filled, region, vpcId: vpc.id, tags: { ...tags, ...spec.tags } };
    return new ec2.VpcEndpoint(spec.serviceName, args as ec2.VpcEndpointArgs, { parent: vpc, dependsOn: [vpc] });
  });
}
