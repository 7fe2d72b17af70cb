/** The machines of an in-place target, and what they stand behind. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { servicePath } from "../../catalog/naming";
import type { ArtifactSource } from "../../catalog/pipeline/stores";
import type { Ec2InPlaceTarget } from "../../catalog/target-types";
import type { Environment } from "../../catalog/types";
import { allowEgress } from "./egress";
import { imageParameter, instancePolicy, instanceTrust, userData } from "./instance";

export interface FleetArgs {
  target: Ec2InPlaceTarget;
  environment: Environment;
  fleetName: string;
  roleName: string;
  boundaryArn: string;
  artifacts: ArtifactSource;
  vpcId: pulumi.Input<string>;
  subnetIds: pulumi.Output<string[]>;
  /** The tags by which CodeDeploy finds the instances. */
  tags: Record<string, string>;
}

export interface Fleet {
  instances: aws.ec2.Instance[];
}

/** Gibibytes of the root volume. */
const rootVolume = 20;

export function fleet(name: string, args: FleetArgs, parent: pulumi.Resource): Fleet {
  const { target, environment, tags } = args;
  const profile = instanceProfile(name, args, parent);
  const securityGroup = fleetSecurityGroup(name, args, parent);
  const newest = () =>
    aws.ssm.getParameterOutput({ name: imageParameter(target.instanceType) }, { parent }).insecureValue;
  const ami = target.ami ?? newest();
  const instances = Array.from(
    { length: target.instances },
    (_, index) =>
      new aws.ec2.Instance(
        `${name}-instance-${index + 1}`,
        {
          ami,
          instanceType: target.instanceType,
          // One after another through the zones.
          subnetId: args.subnetIds.apply((ids) => ids[index % ids.length]!),
          vpcSecurityGroupIds: [securityGroup.id],
          iamInstanceProfile: profile.name,
          associatePublicIpAddress: false,
          // Alarms look at every minute.
          monitoring: true,
          metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
          rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: rootVolume },
          userData: userData(environment.region, environment.partition, throughEndpoint(args)),
          tags: { Name: `${args.fleetName}-${index + 1}`, ...tags },
        },
        // A newer image would replace the whole fleet at once; a pinned one is replaced on purpose. The script runs
        // at the first start only, and a changed one would stop and start every instance for nothing.
        { parent, ignoreChanges: ["userData", ...(target.ami ? [] : ["ami"])] },
      ),
  );
  return { instances };
}

/** Whether the network has an endpoint for what agents of CodeDeploy ask. */
function throughEndpoint({ environment }: FleetArgs): boolean {
  return environment.network.endpoints.includes("codedeploy-commands-secure");
}

function instanceProfile(name: string, args: FleetArgs, parent: pulumi.Resource): aws.iam.InstanceProfile {
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      name: args.roleName,
      path: servicePath,
      description: `Instances of ${args.fleetName}: read and decrypt their own releases`,
      assumeRolePolicy: JSON.stringify(instanceTrust(args.artifacts.partition)),
      permissionsBoundary: args.boundaryArn,
    },
    { parent },
  );
  const rights = new aws.iam.RolePolicy(
    `${name}-role-policy`,
    {
      name: "artifacts",
      role: role.name,
      policy: JSON.stringify(instancePolicy(args.artifacts, throughEndpoint(args))),
    },
    { parent },
  );
  return new aws.iam.InstanceProfile(
    `${name}-profile`,
    { name: args.roleName, path: servicePath, role: role.name },
    // An agent that starts before it may read fails its first deployment.
    { parent, dependsOn: [rights] },
  );
}

/** Reached on its port from inside the network only; reaches the network, and the world by HTTPS. */
function fleetSecurityGroup(name: string, args: FleetArgs, parent: pulumi.Resource): aws.ec2.SecurityGroup {
  const { cidr } = args.environment.network;
  const { port } = args.target;
  const group = new aws.ec2.SecurityGroup(
    `${name}-security-group`,
    { name: args.fleetName, description: `Instances of ${args.fleetName}`, vpcId: args.vpcId, tags: args.tags },
    { parent },
  );
  const of = { securityGroupId: group.id };
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-from-network`,
    { ...of, description: "Service port", ipProtocol: "tcp", fromPort: port, toPort: port, cidrIpv4: cidr },
    { parent },
  );
  allowEgress(name, group.id, cidr, parent);
  return group;
}
