/** A function in the environment's network: private subnets, and a group that lets nothing in. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../../catalog/naming";
import type { Environment } from "../../../catalog/types";
import { networkParameters } from "../../network/network";
import { allowEgress } from "../egress";

/** Stacks of the network and of the group: `catalog/stacks.ts` names them so. */
export function networkStacks({ service, environment }: { service: string; environment: Environment }) {
  return { network: environment.name, group: `${service}.${environment.name}` };
}

/** It reaches the network, and the world by HTTPS. */
export function functionNetwork(
  name: string,
  names: Naming,
  environment: Environment,
  functionName: string,
  parent: pulumi.Resource,
): aws.types.input.lambda.FunctionVpcConfig {
  const parameters = networkParameters(names, environment.name);
  const read = (parameter: string) => aws.ssm.getParameterOutput({ name: parameter }, { parent }).insecureValue;
  const group = new aws.ec2.SecurityGroup(
    `${name}-security-group`,
    { name: functionName, description: `Function ${functionName}`, vpcId: read(parameters.vpcId) },
    { parent },
  );
  allowEgress(name, group.id, environment.network.cidr, parent);
  return {
    subnetIds: read(parameters.privateSubnetIds).apply((list) => list.split(",")),
    securityGroupIds: [group.id],
  };
}
