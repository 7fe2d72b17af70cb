import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { parseCidr } from "../../catalog/cidr";
import type { Naming } from "../../catalog/naming";
import type { NetworkSettings } from "../../catalog/types";
import { type Finding, refuse } from "../problems";
import type { EndpointOwner } from "./endpoint-policies";
import { addEndpoints } from "./endpoints";
import { addFlowLog } from "./flow-log";
import { addTransitGateway } from "./transit-gateway";

export interface NetworkArgs {
  names: Naming;
  /** Where the network is. */
  place: { partition: string; accountId: string; region: string };
  /** Name of the environment; part of the parameters' paths. */
  environment: string;
  network: NetworkSettings;
  /** Whether each zone has a NAT gateway of its own, so that losing one zone costs no other its way out. */
  production: boolean;
  /** Whose principals and resources the endpoints let through. */
  owner: EndpointOwner;
}

/** Names under which the services of an environment find its network in Parameter Store. */
export function networkParameters(names: Naming, environment: string) {
  return {
    vpcId: names.parameter(environment, "network", "vpc-id"),
    /** A list. */
    privateSubnetIds: names.parameter(environment, "network", "private-subnet-ids"),
    /** A list; there with egress `nat` only. */
    publicSubnetIds: names.parameter(environment, "network", "public-subnet-ids"),
    /** A list: addresses that the private subnets have in the Internet; there with egress `nat` only. */
    natAddresses: names.parameter(environment, "network", "nat-addresses"),
  };
}

/** Smallest that a VPC takes; an attachment needs one address of each: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-best-design-practices.html */
const attachmentMask = 28;

/**
 * What lies beside the private subnet of each zone. It is the half of the zone's range that follows, whatever the way
 * out, so that a private subnet keeps its range when another way out is chosen.
 */
function besidePrivate({ egress }: NetworkSettings): awsx.types.input.ec2.SubnetSpecArgs {
  if (egress === "nat") return { type: "Public", name: "public" };
  if (egress === "none") return { type: "Unused", name: "unused" };
  return { type: "Isolated", name: "transit", cidrMask: attachmentMask };
}

function natStrategy({ network, production }: Pick<NetworkArgs, "network" | "production">) {
  if (network.egress !== "nat") return "None";
  return production ? "OnePerAz" : "Single";
}

/** How many NAT gateways, and so addresses in the Internet, a network has. */
export function natGateways(args: Pick<NetworkArgs, "network" | "production">): number {
  const strategy = natStrategy(args);
  return strategy === "None" ? 0 : strategy === "Single" ? 1 : args.network.zones;
}

/**
 * Network of an environment: in each zone a private subnet, and beside it, by the way out, a public one for NAT
 * gateways and load balancers towards the Internet, a small one that holds nothing but the attachment to a Transit Gateway, or none. One NAT
 * gateway outside production. DNS names are on, S3 and DynamoDB have endpoints, traffic is recorded, and the VPC's
 * default security group is closed, so that what is put into it by mistake reaches nothing. The internet gateway
 * that awsx always makes has no route to it but from public subnets.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly publicSubnetIds: pulumi.Output<string[]>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:network:Network", name, {}, opts);
    refuse("Network", name, findings(args));
    const { names, network, place } = args;
    const child = { parent: this };
    // Default providers are off, and awsx's own is not the one of its children.
    const provider = new awsx.Provider(`${name}-awsx`, {}, child);
    const vpc = new awsx.ec2.Vpc(
      `${name}-vpc`,
      {
        cidrBlock: network.cidr,
        numberOfAvailabilityZones: network.zones,
        subnetStrategy: "Auto",
        subnetSpecs: [{ type: "Private", name: "private" }, besidePrivate(network)],
        natGateways: { strategy: natStrategy(args) },
        enableDnsHostnames: true,
        enableDnsSupport: true,
      },
      { parent: this, provider },
    );
    this.vpcId = vpc.vpcId;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.publicSubnetIds = vpc.publicSubnetIds;
    new aws.ec2.DefaultSecurityGroup(`${name}-default`, { vpcId: vpc.vpcId, ingress: [], egress: [] }, child);
    addFlowLog(
      name,
      {
        vpcId: vpc.vpcId,
        logGroupName: names.flowLogGroup(args.environment),
        roleArn: names.platformRoleArn(place.partition, place.accountId, "flow-logs"),
        flowLogs: network.flowLogs,
      },
      child,
    );
    addEndpoints(
      name,
      {
        vpcId: vpc.vpcId,
        routeTableIds: vpc.routeTables.apply((tables) => tables.map(({ id }) => id)),
        subnetIds: vpc.privateSubnetIds,
        network,
        place,
        owner: args.owner,
      },
      child,
    );
    if (typeof network.egress !== "string") {
      addTransitGateway(
        name,
        {
          vpcId: vpc.vpcId,
          subnetIds: vpc.isolatedSubnetIds,
          // Each zone has the table of its private subnet, then that of the attachment's.
          routeTableIds: Array.from({ length: network.zones }, (_, zone) =>
            vpc.routeTables.apply((tables) => tables[2 * zone]!.id),
          ),
          gateway: network.egress.transitGateway,
        },
        child,
      );
    }
    const addresses = vpc.eips.apply((eips) => pulumi.all(eips.map(({ publicIp }) => publicIp)));
    this.publish(name, args, addresses);
    this.registerOutputs({
      vpcId: this.vpcId,
      privateSubnetIds: this.privateSubnetIds,
      publicSubnetIds: this.publicSubnetIds,
    });
  }

  private publish(
    name: string,
    { names, environment, network }: NetworkArgs,
    addresses: pulumi.Output<string[]>,
  ): void {
    // As `value` they would count as secrets, and so would everything that is made from them.
    const parameters = networkParameters(names, environment);
    new aws.ssm.Parameter(
      `${name}-vpc-id`,
      { name: parameters.vpcId, description: "VPC of the environment", type: "String", insecureValue: this.vpcId },
      { parent: this },
    );
    new aws.ssm.Parameter(
      `${name}-private-subnet-ids`,
      {
        name: parameters.privateSubnetIds,
        description: "Private subnets of the environment, one per zone",
        type: "StringList",
        insecureValue: this.privateSubnetIds.apply((ids) => ids.join(",")),
      },
      { parent: this },
    );
    if (network.egress !== "nat") return;
    new aws.ssm.Parameter(
      `${name}-public-subnet-ids`,
      {
        name: parameters.publicSubnetIds,
        description: "Public subnets of the environment, one per zone, for load balancers towards the Internet",
        type: "StringList",
        insecureValue: this.publicSubnetIds.apply((ids) => ids.join(",")),
      },
      { parent: this },
    );
    new aws.ssm.Parameter(
      `${name}-nat-addresses`,
      {
        name: parameters.natAddresses,
        description: "Addresses of the environment's NAT gateways in the Internet",
        type: "StringList",
        insecureValue: addresses.apply((list) => list.join(",")),
      },
      { parent: this },
    );
  }
}

function findings({ network, environment, owner }: NetworkArgs): Finding[] {
  const found: Finding[] = [];
  const range = parseCidr(network.cidr);
  if (!range || range.mask < 16 || range.mask > 24) {
    const reason = "must be an IPv4 range from /16 to /24, such as 10.20.0.0/16";
    found.push({ property: "network.cidr", value: network.cidr, reason });
  }
  if (!Number.isInteger(network.zones) || network.zones < 1 || network.zones > 6) {
    found.push({ property: "network.zones", value: network.zones, reason: "must be a whole number from 1 to 6" });
  }
  if (typeof network.egress !== "string" && !/^tgw-[0-9a-f]{8,17}$/.test(network.egress.transitGateway.id)) {
    const { id } = network.egress.transitGateway;
    const reason = "must be the id of a Transit Gateway, such as tgw-0123456789abcdef0";
    found.push({ property: "network.egress.transitGateway.id", value: id, reason });
  }
  if (owner.organizationId === undefined && owner.accountIds.length === 0) {
    found.push({
      property: "owner.accountIds",
      value: [],
      reason: "must name the accounts, as no organisation is named",
    });
  }
  if (environment === "") found.push({ property: "environment", value: environment, reason: "must not be empty" });
  return found;
}
