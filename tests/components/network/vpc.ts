/** What awsx answers for a Vpc: this many subnets of each kind, and their tables in the order in which it makes them. */
import type { Properties } from "../../../local/model/types";

const order = ["Public", "Private", "Isolated"];

export const vpcOutputs: Record<string, (inputs: Properties) => Properties> = {
  "awsx:ec2:Vpc": ({ numberOfAvailabilityZones, subnetSpecs, natGateways }) => {
    const zones = Array.from({ length: Number(numberOfAvailabilityZones) }, (_, index) => index + 1);
    const types = (subnetSpecs as { type: string }[]).map(({ type }) => type);
    const made = order.filter((type) => types.includes(type)).map((type) => type.toLowerCase());
    const ids = (type: string) => (made.includes(type) ? zones.map((zone) => `subnet-${type}-${zone}`) : []);
    const { strategy } = natGateways as { strategy: string };
    const gateways = strategy === "None" ? [] : strategy === "Single" ? zones.slice(0, 1) : zones;
    return {
      vpcId: "vpc-1",
      eips: gateways.map((zone) => ({ publicIp: `192.0.2.${zone}` })),
      privateSubnetIds: ids("private"),
      publicSubnetIds: ids("public"),
      isolatedSubnetIds: ids("isolated"),
      routeTables: zones.flatMap((zone) => made.map((type) => ({ id: `rtb-${type}-${zone}` }))),
    };
  },
};
