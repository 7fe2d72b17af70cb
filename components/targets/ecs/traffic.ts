/** Who may speak to a task: its load balancer. What it may speak to: its network, and the world by HTTPS. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { allowEgress } from "../egress";

export interface TaskTrafficArgs {
  /** Name of the service. */
  fullName: string;
  /** IPv4 range of the network. */
  cidr: string;
  port: number;
  vpcId: pulumi.Input<string>;
  balancerGroupId: pulumi.Input<string>;
  /** Whether other services of the environment find it by its name and speak to it directly. */
  connect: boolean;
}

export function taskSecurityGroup(name: string, args: TaskTrafficArgs, parent: pulumi.Resource): aws.ec2.SecurityGroup {
  const { fullName, cidr, port, balancerGroupId } = args;
  const group = new aws.ec2.SecurityGroup(
    `${name}-security-group`,
    { name: `${fullName}-tasks`, description: `Tasks of ${fullName}`, vpcId: args.vpcId },
    { parent },
  );
  const traffic = { ipProtocol: "tcp", fromPort: port, toPort: port };
  const of = { securityGroupId: group.id };
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-from-balancer`,
    { ...of, ...traffic, description: "Load balancer", referencedSecurityGroupId: balancerGroupId },
    { parent },
  );
  if (args.connect) {
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-network`,
      { ...of, ...traffic, description: "Services of the environment", cidrIpv4: cidr },
      { parent },
    );
  }
  allowEgress(name, group.id, cidr, parent);
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-balancer-to-tasks`,
    { securityGroupId: balancerGroupId, ...traffic, description: "Tasks", referencedSecurityGroupId: group.id },
    { parent },
  );
  return group;
}
