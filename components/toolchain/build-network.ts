import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../catalog/naming";
import { networkParameters } from "../network/network";
import type { BuildNetwork } from "./build-project-args";

/** Stack of the toolchain's own network, and the name under which it is kept in Parameter Store, as an environment's is. */
export const toolchainNetwork = "toolchain";

/**
 * The toolchain's network for one service's builds, with a security group that lets a build out and nothing in; a
 * database's own group admits the build's by naming it.
 *
 * A build has no public address, so in a subnet whose way out is an internet gateway it reaches nothing
 * (https://docs.aws.amazon.com/codebuild/latest/userguide/vpc-support.html). No such subnet can be named: builds
 * are always in the private subnets of `Network`, whose way out is a NAT gateway.
 */
export function buildNetwork(
  name: string,
  args: { names: Naming; groupName: string; region: string },
  opts: pulumi.CustomResourceOptions & pulumi.InvokeOutputOptions,
): BuildNetwork {
  const { names, region, groupName } = args;
  const parameters = networkParameters(names, toolchainNetwork);
  const read = (parameter: string) => aws.ssm.getParameterOutput({ name: parameter, region }, opts).insecureValue;
  const vpcId = read(parameters.vpcId);
  const group = new aws.ec2.SecurityGroup(
    `${name}-group`,
    { name: groupName, description: "Builds of one service", vpcId, region },
    opts,
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-out`,
    {
      securityGroupId: group.id,
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
      description: "Builds fetch what they need",
      region,
    },
    opts,
  );
  return {
    vpcId,
    subnetIds: read(parameters.privateSubnetIds).apply((ids) => ids.split(",")),
    securityGroupIds: [group.id],
  };
}
