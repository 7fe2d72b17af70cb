/** Kind `environment`: what all services of an account and region share. */
import { Network } from "../components/network/network";
import { environmentOf, networkOwner } from "./declared";
import { type StackContext, targetProvider } from "./provider";

export async function environmentStack(context: StackContext): Promise<Record<string, unknown>> {
  const { catalog, stack } = context;
  const environment = environmentOf(catalog, stack);
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
    { provider: targetProvider(context) },
  );
  return {
    vpcId: network.vpcId,
    privateSubnetIds: network.privateSubnetIds,
    publicSubnetIds: network.publicSubnetIds,
  };
}
