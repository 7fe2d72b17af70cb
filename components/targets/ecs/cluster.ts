import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../../catalog/naming";
import type { Environment } from "../../../catalog/types";

export interface EcsClusterArgs {
  names: Naming;
  environment: Environment;
  /** Capacity providers of the account's own machines that services name, beside those of Fargate. They exist already. */
  machines: string[];
  /** Whether services find each other by name (Service Connect). */
  connect: boolean;
}

/** Names under which the services of an environment find its cluster in Parameter Store. */
export function clusterParameters(names: Naming, environment: string) {
  return { arn: names.parameter(environment, "cluster", "arn") };
}

/** Of ECS itself, in every account: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html */
const fargate = ["FARGATE", "FARGATE_SPOT"] as const;

/**
 * The cluster of an environment's services, with Container Insights. A task that names no strategy runs on Fargate. Where
 * services find each other by name, it has a namespace of its name.
 */
export class EcsCluster extends pulumi.ComponentResource {
  readonly clusterName: pulumi.Output<string>;
  readonly clusterArn: pulumi.Output<string>;

  constructor(name: string, args: EcsClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:targets:EcsCluster", name, {}, opts);
    const { names, environment, machines, connect } = args;
    const child = { parent: this };
    const clusterName = names.cluster(environment.name);
    const namespace = connect
      ? new aws.servicediscovery.HttpNamespace(
          `${name}-namespace`,
          { name: clusterName, description: `Services of ${environment.name}, by their names` },
          child,
        )
      : undefined;
    const cluster = new aws.ecs.Cluster(
      `${name}-cluster`,
      {
        name: clusterName,
        settings: [{ name: "containerInsights", value: "enabled" }],
        ...(namespace ? { serviceConnectDefaults: { namespace: namespace.arn } } : {}),
      },
      child,
    );
    new aws.ecs.ClusterCapacityProviders(
      `${name}-capacity`,
      {
        clusterName: cluster.name,
        capacityProviders: [...fargate, ...[...new Set(machines)].sort()],
        defaultCapacityProviderStrategies: [{ capacityProvider: "FARGATE", base: 1, weight: 1 }],
      },
      child,
    );
    new aws.ssm.Parameter(
      `${name}-arn`,
      {
        name: clusterParameters(names, environment.name).arn,
        description: "Cluster of the environment's services",
        type: "String",
        // As `value` it would count as a secret, and so would everything that is made from it.
        insecureValue: cluster.arn,
      },
      child,
    );
    this.clusterName = cluster.name;
    this.clusterArn = cluster.arn;
    this.registerOutputs({ clusterName: this.clusterName, clusterArn: this.clusterArn });
  }
}
