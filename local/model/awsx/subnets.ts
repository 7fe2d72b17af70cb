import { ec2 } from "@pulumi/aws";
import type { Input } from "@pulumi/pulumi";
import type { Tags, VpcInputs } from "./arguments";
import type { GatewayStrategy } from "./gateways";
import type { PlannedSubnet } from "./layout";

/** What the children of one VPC share. */
export interface Network {
  name: string;
  inputs: VpcInputs;
  /** Tags of the VPC, its `Name` among them. */
  tags: Tags;
  vpc: ec2.Vpc;
  internetGateway: ec2.InternetGateway;
  zones: readonly string[];
  strategy: GatewayStrategy;
  /** Addresses to use instead of new ones. */
  allocations: readonly Input<string>[];
}

export interface MadeSubnet {
  /** `public`, `private` or `isolated`. */
  type: string;
  zone: string;
  subnet: ec2.Subnet;
}

export interface MadeSubnets {
  subnets: MadeSubnet[];
  routeTables: ec2.RouteTable[];
  routeTableAssociations: ec2.RouteTableAssociation[];
  routes: ec2.Route[];
  natGateways: ec2.NatGateway[];
  eips: ec2.Eip[];
}

const order = ["public", "private", "isolated"];

function typeOf(planned: PlannedSubnet): string {
  return planned.spec.type.toLowerCase();
}

/** The /64 of a subnet in the VPC's /56. */
function ipv6Block(vpcBlock: string, index: number): string {
  const groups = vpcBlock.split("/")[0]!.split(":");
  const fourth = (Number.parseInt(groups[3] || "0", 16) & 0xff00) | index;
  return `${groups.slice(0, 3).join(":")}:${fourth.toString(16)}::/64`;
}

function addSubnet(network: Network, planned: PlannedSubnet, index: number): ec2.Subnet {
  const { inputs, vpc, tags } = network;
  const { spec } = planned;
  const assignIpv6AddressOnCreation = spec.assignIpv6AddressOnCreation ?? inputs.assignGeneratedIpv6CidrBlock ?? false;
  return new ec2.Subnet(
    planned.name,
    {
      region: inputs.region,
      vpcId: vpc.id,
      availabilityZone: planned.zone,
      mapPublicIpOnLaunch: typeOf(planned) === "public",
      cidrBlock: planned.cidrBlock,
      assignIpv6AddressOnCreation,
      ipv6CidrBlock: assignIpv6AddressOnCreation ? vpc.ipv6CidrBlock.apply((b) => ipv6Block(b, index)) : undefined,
      tags: { ...tags, ...spec.tags, Name: planned.nameTag, SubnetType: spec.type },
    },
    { parent: vpc, dependsOn: [vpc] },
  );
}

/** A gateway with its address, in the public subnet of a zone; numbered by the zone. */
function addGateway(network: Network, made: MadeSubnets, subnet: ec2.Subnet, zone: number): void {
  const name = `${network.name}-${zone + 1}`;
  const region = network.inputs.region;
  const tags = { ...network.inputs.tags, Name: name };
  const child = { parent: subnet, dependsOn: [subnet] };
  let allocationId = network.allocations[zone];
  if (allocationId === undefined) {
    const eip = new ec2.Eip(name, { region, tags }, child);
    made.eips.push(eip);
    allocationId = eip.allocationId;
  }
  made.natGateways.push(new ec2.NatGateway(name, { region, subnetId: subnet.id, allocationId, tags }, child));
}

/** The way out: of a public subnet by the internet gateway, of a private one by a NAT gateway if there is one. */
function addRoute(network: Network, made: MadeSubnets, planned: PlannedSubnet, table: ec2.RouteTable, zone: number) {
  const type = typeOf(planned);
  const natGateway = network.strategy === "single" ? made.natGateways[0] : made.natGateways[zone];
  const target =
    type === "public"
      ? { gatewayId: network.internetGateway.id }
      : type === "private" && network.strategy !== "none"
        ? { natGatewayId: natGateway!.id }
        : undefined;
  if (!target) return;
  const destination = { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0" };
  const args = { region: network.inputs.region, ...destination, ...target };
  made.routes.push(new ec2.Route(planned.name, args, { parent: table, dependsOn: [table] }));
}

function addPlanned(network: Network, made: MadeSubnets, planned: PlannedSubnet, zone: number, index: number): void {
  const { inputs, vpc, tags, strategy } = network;
  const region = inputs.region;
  const subnet = addSubnet(network, planned, index);
  made.subnets.push({ type: typeOf(planned), zone: planned.zone, subnet });
  const table = new ec2.RouteTable(
    planned.name,
    { region, vpcId: vpc.id, tags: { ...tags, Name: planned.nameTag, SubnetType: planned.spec.type } },
    { parent: subnet, dependsOn: [subnet] },
  );
  made.routeTables.push(table);
  const association = { region, routeTableId: table.id, subnetId: subnet.id };
  made.routeTableAssociations.push(
    new ec2.RouteTableAssociation(planned.name, association, { parent: table, dependsOn: [table] }),
  );
  const gateways = made.natGateways.length;
  const lacksGateway = strategy === "single" ? gateways < 1 : strategy === "oneperaz" && gateways < zone + 1;
  if (typeOf(planned) === "public" && lacksGateway) addGateway(network, made, subnet, zone);
  addRoute(network, made, planned, table, zone);
}

/** The subnets of all zones with their route tables, routes and gateways; public ones first, as gateways live there. */
export function addSubnets(network: Network, planned: readonly PlannedSubnet[]): MadeSubnets {
  const made: MadeSubnets = {
    subnets: [],
    routeTables: [],
    routeTableAssociations: [],
    routes: [],
    natGateways: [],
    eips: [],
  };
  for (const [zone, zoneName] of network.zones.entries()) {
    const here = planned.filter((p) => p.zone === zoneName && typeOf(p) !== "unused");
    here.sort((a, b) => order.indexOf(typeOf(a)) - order.indexOf(typeOf(b)));
    for (const [place, subnet] of here.entries()) {
      addPlanned(network, made, subnet, zone, zone + place * network.zones.length);
    }
  }
  return made;
}
