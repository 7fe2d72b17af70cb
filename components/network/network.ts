import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { parseCidr } from "../../catalog/cidr";
import type { Naming } from "../../catalog/naming";
import type { Environment } from "../../catalog/types";
import { type Finding, refuse } from "../problems";

export interface NetworkArgs {
  names: Naming;
  /** Name of the environment; part of the parameters' paths. */
  environment: string;
  /** Address range, /16 to /24, and number of availability zones, 1 to 6. */
  network: Environment["network"];
  /** Whether each zone has a NAT gateway of its own, so that losing one zone costs no other its way out. */
  production: boolean;
}

/** Names under which the services of an environment find its network in Parameter Store. */
export function networkParameters(names: Naming, environment: string) {
  return {
    vpcId: names.parameter(environment, "network", "vpc-id"),
    /** A list. */
    privateSubnetIds: names.parameter(environment, "network", "private-subnet-ids"),
  };
}

/**
 * Network of an environment: in each zone a private subnet, and a public one that holds nothing but NAT gateways.
 * One NAT gateway outside production. DNS names are on. The VPC's default security group is left as AWS made it
 * and nothing uses it.
 *
 * Flow logs to CloudWatch are not made here: they need a role that a delivery service assumes, and an environment's
 * stack makes no roles.
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
    // Default providers are off, and awsx's own is not the one of its children.
    const provider = new awsx.Provider(`${name}-awsx`, {}, { parent: this });
    const vpc = new awsx.ec2.Vpc(
      `${name}-vpc`,
      {
        cidrBlock: args.network.cidr,
        numberOfAvailabilityZones: args.network.zones,
        subnetStrategy: "Auto",
        subnetSpecs: [
          { type: "Private", name: "private" },
          { type: "Public", name: "public" },
        ],
        natGateways: { strategy: args.production ? "OnePerAz" : "Single" },
        enableDnsHostnames: true,
        enableDnsSupport: true,
      },
      { parent: this, provider },
    );
    // As `value` they would count as secrets, and so would everything that is made from them.
    const parameters = networkParameters(args.names, args.environment);
    new aws.ssm.Parameter(
      `${name}-vpc-id`,
      { name: parameters.vpcId, description: "VPC of the environment", type: "String", insecureValue: vpc.vpcId },
      { parent: this },
    );
    new aws.ssm.Parameter(
      `${name}-private-subnet-ids`,
      {
        name: parameters.privateSubnetIds,
        description: "Private subnets of the environment, one per zone",
        type: "StringList",
        insecureValue: vpc.privateSubnetIds.apply((ids) => ids.join(",")),
      },
      { parent: this },
    );
    this.vpcId = vpc.vpcId;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.registerOutputs({
      vpcId: this.vpcId,
      privateSubnetIds: this.privateSubnetIds,
      publicSubnetIds: this.publicSubnetIds,
    });
  }
}

function findings({ network, environment }: NetworkArgs): Finding[] {
  const found: Finding[] = [];
  const range = parseCidr(network.cidr);
  if (!range || range.mask < 16 || range.mask > 24) {
    const reason = "must be an IPv4 range from /16 to /24, such as 10.20.0.0/16";
    found.push({ property: "network.cidr", value: network.cidr, reason });
  }
  if (!Number.isInteger(network.zones) || network.zones < 1 || network.zones > 6) {
    found.push({ property: "network.zones", value: network.zones, reason: "must be a whole number from 1 to 6" });
  }
  if (environment === "") found.push({ property: "environment", value: environment, reason: "must not be empty" });
  return found;
}
