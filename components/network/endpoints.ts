/** Endpoints of a network: S3 and DynamoDB by gateways, other services by interfaces in the private subnets. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { endpointServiceName, gatewayServiceName, gatewayServices } from "../../catalog/network/endpoints";
import type { NetworkSettings } from "../../catalog/types";
import { type EndpointOwner, type EndpointPlace, gatewayPolicy, interfacePolicy } from "./endpoint-policies";

export interface EndpointsArgs {
  vpcId: pulumi.Input<string>;
  /** Tables that learn the way to the gateways. */
  routeTableIds: pulumi.Input<pulumi.Input<string>[]>;
  /** One in each zone. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  network: NetworkSettings;
  place: EndpointPlace;
  owner: EndpointOwner;
}

export function addEndpoints(name: string, args: EndpointsArgs, opts: pulumi.CustomResourceOptions): void {
  const { vpcId, network, place, owner } = args;
  for (const service of gatewayServices) {
    new aws.ec2.VpcEndpoint(
      `${name}-${service}`,
      {
        vpcId,
        vpcEndpointType: "Gateway",
        serviceName: gatewayServiceName(service, place.region),
        routeTableIds: args.routeTableIds,
        policy: JSON.stringify(gatewayPolicy(service, place, owner, network.readableBuckets)),
      },
      opts,
    );
  }
  if (network.endpoints.length === 0) return;
  const securityGroupIds = [endpointGroup(name, args, opts).id];
  for (const service of network.endpoints) {
    const policy = interfacePolicy(service, owner);
    new aws.ec2.VpcEndpoint(
      `${name}-${service.replaceAll(".", "-")}`,
      {
        vpcId,
        vpcEndpointType: "Interface",
        serviceName: endpointServiceName(service, place.partition, place.region),
        subnetIds: args.subnetIds,
        securityGroupIds,
        privateDnsEnabled: true,
        ...(policy ? { policy: JSON.stringify(policy) } : {}),
      },
      opts,
    );
  }
}

/** Open to the network for HTTPS; an endpoint begins no connection of its own. */
function endpointGroup(name: string, { vpcId, network }: EndpointsArgs, opts: pulumi.CustomResourceOptions) {
  const group = new aws.ec2.SecurityGroup(
    `${name}-endpoints`,
    { vpcId, description: "Interface endpoints, reached from inside the network" },
    opts,
  );
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-to-endpoints`,
    {
      securityGroupId: group.id,
      description: "HTTPS from the network",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: network.cidr,
    },
    opts,
  );
  return group;
}
