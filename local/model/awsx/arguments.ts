import type { Input } from "@pulumi/pulumi";

export type Tags = Record<string, Input<string>>;

/** One of `subnetSpecs`. */
export interface SubnetSpec {
  type: "Public" | "Private" | "Isolated" | "Unused";
  name?: string;
  cidrMask?: number;
  /** Number of addresses; says the same as `cidrMask`. */
  size?: number;
  /** Blocks for each zone in turn, instead of an even division. */
  cidrBlocks?: string[];
  assignIpv6AddressOnCreation?: boolean;
  tags?: Tags;
}

/** One of `vpcEndpointSpecs`: the arguments of `aws.ec2.VpcEndpoint` but the VPC. */
export interface EndpointSpec {
  serviceName: string;
  vpcEndpointType?: string;
  ipAddressType?: string;
  privateDnsEnabled?: boolean;
  region?: string;
  routeTableIds?: Input<Input<string>[]>;
  securityGroupIds?: Input<Input<string>[]>;
  subnetIds?: Input<Input<string>[]>;
  subnetConfigurations?: Input<unknown>;
  tags?: Tags;
  [property: string]: unknown;
}

/** The arguments of `awsx.ec2.Vpc` that decide about children; others go to the VPC as they are. */
export interface VpcInputs {
  cidrBlock?: string;
  region?: string;
  availabilityZoneNames?: string[];
  numberOfAvailabilityZones?: number;
  availabilityZoneCidrMask?: number;
  natGateways?: { strategy?: string; elasticIpAllocationIds?: Input<string>[] };
  subnetStrategy?: string;
  subnetNameTagStrategy?: string;
  subnetSpecs?: SubnetSpec[];
  vpcEndpointStrategy?: string;
  vpcEndpointSpecs?: EndpointSpec[];
  assignGeneratedIpv6CidrBlock?: boolean;
  enableDnsHostnames?: Input<boolean>;
  enableDnsSupport?: Input<boolean>;
  tags?: Tags;
  [property: string]: unknown;
}
