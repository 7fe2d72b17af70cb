/** Kind `environment`: what all services of an account and region share. */
import type * as pulumi from "@pulumi/pulumi";
import type { EcsTarget } from "../catalog/target-types";
import { hasCluster, isEcs } from "../catalog/targets";
import { stagesOf } from "../catalog/tracks";
import type { Catalog, Environment } from "../catalog/types";
import { Network } from "../components/network/network";
import { EcsCluster } from "../components/targets/ecs/cluster";
import { environmentOf, networkOwner } from "./declared";
import { type StackContext, targetProvider } from "./provider";

export async function environmentStack(context: StackContext): Promise<Record<string, unknown>> {
  const { catalog, stack } = context;
  const environment = environmentOf(catalog, stack);
  const opts = { provider: targetProvider(context) };
  const network = new Network(
    "network",
    {
      names: catalog.names,
      place: environment,
      environment: environment.name,
      network: environment.network,
      production: environment.production,
      owner: networkOwner(catalog),
    },
    opts,
  );
  const cluster = hasCluster(catalog, environment.name) ? clusterOf(catalog, environment, opts) : undefined;
  return {
    vpcId: network.vpcId,
    privateSubnetIds: network.privateSubnetIds,
    publicSubnetIds: network.publicSubnetIds,
    ...(cluster ? { cluster: cluster.clusterName } : {}),
  };
}

/** The cluster of the environment's services on ECS; the first of them brings it. */
function clusterOf(catalog: Catalog, environment: Environment, opts: pulumi.ComponentResourceOptions): EcsCluster {
  const targets = catalog.services
    .filter((service) => stagesOf(service).some((stage) => stage.environment === environment.name))
    .flatMap(({ target }): EcsTarget[] => (isEcs(target) ? [target] : []));
  return new EcsCluster(
    "cluster",
    {
      names: catalog.names,
      environment,
      machines: targets
        .flatMap(({ capacity }) => capacity.map(({ provider }) => provider))
        .filter((provider) => !provider.startsWith("FARGATE")),
      connect: targets.some(({ connect }) => connect),
    },
    opts,
  );
}
