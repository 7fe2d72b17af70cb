/** Builds what `awsx.ec2.Vpc` builds, with the same children, names and outputs. */
import { ec2, getAvailabilityZones } from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { VpcInputs } from "./arguments";
import { addEndpoints } from "./endpoints";
import { gatewayStrategy } from "./gateways";
import { type Layout, layout, refuseGaps, refuseOverlaps } from "./layout";
import { addSubnets, type Network } from "./subnets";

const defaultCidrBlock = "10.0.0.0/16";
const defaultZones = 3;

/** The component itself; everything else is its descendant. */
class Vpc extends pulumi.ComponentResource {
  constructor(name: string, inputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super("awsx:ec2:Vpc", name, inputs, options);
  }

  /** Ends the registration. */
  finish(outputs: pulumi.Inputs): void {
    this.registerOutputs(outputs);
  }
}

async function zoneNames(component: Vpc, inputs: VpcInputs): Promise<string[]> {
  if (inputs.availabilityZoneNames && inputs.numberOfAvailabilityZones) {
    throw new Error("give either availabilityZoneNames or numberOfAvailabilityZones, not both");
  }
  if (inputs.availabilityZoneNames) return inputs.availabilityZoneNames;
  const wanted = inputs.numberOfAvailabilityZones ?? defaultZones;
  const { names } = await getAvailabilityZones(inputs.region ? { region: inputs.region } : {}, { parent: component });
  if (names.length < wanted) {
    throw new Error(`the region has ${names.length} zones, numberOfAvailabilityZones asks for ${wanted}`);
  }
  return names.slice(0, wanted);
}

function plannedLayout(name: string, inputs: VpcInputs, zones: string[], cidrBlock: string): Layout {
  const strategy = inputs.subnetStrategy ?? "Legacy";
  if (strategy !== "Auto" && strategy !== "Exact") {
    throw new Error(
      `awsx.ec2.Vpc "${name}": the laptop cloud lays out subnets by "Auto" and "Exact", not by "${strategy}"; ` +
        `set subnetStrategy`,
    );
  }
  const planned = layout({
    vpcName: name,
    cidrBlock,
    zones,
    specs: inputs.subnetSpecs,
    zoneMask: inputs.availabilityZoneCidrMask,
    nameTagStrategy: inputs.subnetNameTagStrategy,
  });
  refuseOverlaps(planned.subnets);
  if (strategy === "Exact") refuseGaps(cidrBlock, planned.subnets);
  return planned;
}

/** Endpoints with private names need the VPC's DNS; with the strategy `Auto` it is switched on for them. */
function dnsSettings(inputs: VpcInputs): Pick<VpcInputs, "enableDnsHostnames" | "enableDnsSupport"> {
  const { enableDnsHostnames, enableDnsSupport } = inputs;
  const needed =
    inputs.vpcEndpointStrategy === "Auto" &&
    (inputs.vpcEndpointSpecs ?? []).some(
      (spec) => spec.vpcEndpointType?.toLowerCase() === "interface" && spec.privateDnsEnabled !== false,
    );
  if (!needed) return { enableDnsHostnames, enableDnsSupport };
  return { enableDnsHostnames: enableDnsHostnames ?? true, enableDnsSupport: enableDnsSupport ?? true };
}

async function build(component: Vpc, name: string, inputs: VpcInputs): Promise<pulumi.Inputs> {
  const zones = await zoneNames(component, inputs);
  const cidrBlock = inputs.cidrBlock ?? defaultCidrBlock;
  const { subnets, resolved } = plannedLayout(name, inputs, zones, cidrBlock);
  const allocations = inputs.natGateways?.elasticIpAllocationIds ?? [];
  const strategy = gatewayStrategy(inputs.natGateways?.strategy, allocations.length, subnets, zones.length);
  const tags = { Name: name, ...inputs.tags };
  const region = inputs.region;

  const vpc = new ec2.Vpc(name, { ...inputs, ...dnsSettings(inputs), cidrBlock, tags }, { parent: component });
  const child = { parent: vpc, dependsOn: [vpc] };
  const internetGateway = new ec2.InternetGateway(name, { region, vpcId: vpc.id, tags }, child);
  const network: Network = { name, inputs, tags, vpc, internetGateway, zones, strategy, allocations };
  const made = addSubnets(network, subnets);
  const endpoints = addEndpoints(network, made);

  const ids = (type: string) => made.subnets.filter((s) => s.type === type).map((s) => s.subnet.id);
  const ofType = (type: string) => made.subnets.filter((s) => s.type === type).map((s) => s.subnet);
  return {
    vpc,
    vpcId: vpc.id,
    subnets: made.subnets.map((s) => s.subnet),
    publicSubnets: ofType("public"),
    privateSubnets: ofType("private"),
    isolatedSubnets: ofType("isolated"),
    publicSubnetIds: ids("public"),
    privateSubnetIds: ids("private"),
    isolatedSubnetIds: ids("isolated"),
    internetGateway,
    natGateways: made.natGateways,
    eips: made.eips,
    routeTables: made.routeTables,
    routeTableAssociations: made.routeTableAssociations,
    routes: made.routes,
    vpcEndpoints: endpoints,
    subnetLayout: resolved,
  };
}

export interface Constructed {
  urn: string;
  /** Outputs for a provider built on the SDK, which writes them to the wire with their dependencies. */
  outputs: pulumi.Inputs;
  /** The same as they go over the wire: unknowns and resource references in Pulumi's own form. */
  state: Record<string, unknown>;
}

/** Registers the component and its children on the monitor that the SDK's runtime is configured with. */
export async function constructVpc(
  name: string,
  inputs: pulumi.Inputs,
  options: pulumi.ComponentResourceOptions,
): Promise<Constructed> {
  const component = new Vpc(name, inputs, options);
  const outputs = await build(component, name, inputs as VpcInputs);
  component.finish(outputs);
  const state = await pulumi.runtime.serializeProperties(`awsx:ec2:Vpc ${name}`, outputs);
  const urn = await promised(component.urn);
  return { urn, outputs, state };
}

function promised<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}
