import type { PlannedSubnet } from "./layout";

export type GatewayStrategy = "none" | "single" | "oneperaz";

const strategies: readonly string[] = ["none", "single", "oneperaz"];

/** Reads and checks the strategy: a NAT gateway stands in a public subnet and serves private ones. */
export function gatewayStrategy(
  given: string | undefined,
  allocations: number,
  subnets: readonly PlannedSubnet[],
  zones: number,
): GatewayStrategy {
  const strategy = (given ?? "OnePerAz").toLowerCase();
  if (!strategies.includes(strategy)) {
    throw new Error(`natGateways.strategy is "${given}"; it is one of None, Single, OnePerAz`);
  }
  const expected = { none: 0, single: 1, oneperaz: zones }[strategy as GatewayStrategy];
  if (allocations > 0 && allocations !== expected) {
    throw new Error(`natGateways.elasticIpAllocationIds has ${allocations} ids; strategy "${given}" takes ${expected}`);
  }
  const types = new Set(subnets.map((subnet) => subnet.spec.type.toLowerCase()));
  if (strategy !== "none" && !(types.has("public") && (types.has("private") || types.has("isolated")))) {
    throw new Error(
      `natGateways.strategy "${given ?? "OnePerAz"}" needs public subnets for the gateways and private or isolated ` +
        `ones behind them; set it to "None" or add them to subnetSpecs`,
    );
  }
  return strategy as GatewayStrategy;
}
