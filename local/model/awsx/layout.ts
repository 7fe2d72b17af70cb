/** Which subnet gets which block: the strategies `Auto` and `Exact` of `awsx.ec2.Vpc`. */
import { formatCidr, overlap, type Range } from "../../../catalog/cidr";
import type { SubnetSpec } from "./arguments";
import { blockAfter, blockAt, parseBlock, sizeOf } from "./cidr";

export interface PlannedSubnet {
  /** Name of the subnet, its route table and the rest: `<vpc>-<spec name or type>-<number of the zone>`. */
  name: string;
  /** Value of its `Name` tag. */
  nameTag: string;
  spec: SubnetSpec;
  zone: string;
  cidrBlock: string;
}

/** Bits that tell `count` blocks apart. */
function bitsFor(count: number): number {
  return count === 0 ? 0 : Math.ceil(Math.log2(count));
}

/** Private and public, half and a quarter of the zone's range, of at most a /16. */
function defaultSpecs(zoneMask: number): SubnetSpec[] {
  if (zoneMask > 26) {
    throw new Error(
      `the VPC leaves a /${zoneMask} for each zone; default subnets need at least a /26: set subnetSpecs`,
    );
  }
  const mask = Math.max(zoneMask, 16);
  return [
    { type: "Private", cidrMask: mask + 1 },
    { type: "Public", cidrMask: mask + 2 },
  ];
}

function maskOf(spec: SubnetSpec): number | undefined {
  return spec.cidrMask ?? (spec.size === undefined ? undefined : 32 - Math.log2(spec.size));
}

/** All that is wrong with the specifications, in one error. */
function validate(specs: readonly SubnetSpec[], zones: number): void {
  const problems: string[] = [];
  for (const type of new Set(specs.map((spec) => spec.type.toLowerCase()))) {
    const names = specs.filter((spec) => spec.type.toLowerCase() === type).map((spec) => spec.name);
    if (new Set(names).size < names.length) {
      problems.push(`subnet specs of type "${type}" need a unique name each (one may go without)`);
    }
  }
  const explicit = specs.some((spec) => spec.cidrBlocks !== undefined);
  for (const [index, spec] of specs.entries()) {
    const at = `subnetSpecs[${index}]`;
    const mask = maskOf(spec);
    if (mask !== undefined && !Number.isInteger(mask)) problems.push(`${at}.size ${spec.size} is no power of two`);
    if (spec.size !== undefined && spec.cidrMask !== undefined && sizeOf(spec.cidrMask) !== spec.size) {
      problems.push(`${at}.size ${spec.size} differs from its cidrMask /${spec.cidrMask} (${sizeOf(spec.cidrMask)})`);
    }
    if (!explicit) continue;
    if (spec.cidrBlocks === undefined) problems.push(`${at} needs cidrBlocks, as another spec has them`);
    else if (spec.cidrBlocks.length !== zones) {
      problems.push(`${at}.cidrBlocks has ${spec.cidrBlocks.length} blocks for ${zones} zones`);
    }
  }
  if (specs.length === 0) problems.push("subnetSpecs is empty");
  if (problems.length > 0) throw new Error(`Invalid subnet specifications:\n - ${problems.join("\n - ")}`);
}

/** The blocks of one zone, one for each spec, without overlap. */
function blocksOfZone(zone: Range, masks: readonly number[]): Range[] {
  const blocks: Range[] = [];
  for (const mask of masks) {
    const previous = blocks.at(-1);
    blocks.push(previous ? blockAfter(previous, mask) : blockAt(zone.first, mask));
  }
  return blocks;
}

/** `1a` of `us-east-1a`. */
function zoneSuffix(zone: string): string {
  return zone.replace(/^[a-z]{2,4}(?:-[a-z]+)+-/, "");
}

export interface LayoutRequest {
  vpcName: string;
  cidrBlock: string;
  zones: readonly string[];
  specs: readonly SubnetSpec[] | undefined;
  zoneMask: number | undefined;
  nameTagStrategy: string | undefined;
}

export interface Layout {
  subnets: PlannedSubnet[];
  /** The specs with what was decided for them. */
  resolved: Pick<SubnetSpec, "type" | "name" | "cidrMask" | "size" | "cidrBlocks">[];
}

function plan(request: LayoutRequest, specs: readonly SubnetSpec[], blocks: readonly (readonly string[])[]) {
  return request.zones.flatMap((zone, z) =>
    specs.map((spec, s): PlannedSubnet => {
      const base = `${request.vpcName}-${spec.name ?? spec.type.toLowerCase()}`;
      const name = `${base}-${z + 1}`;
      const byZone = request.nameTagStrategy === "AvailabilityZone";
      return { name, nameTag: byZone ? `${base}-${zoneSuffix(zone)}` : name, spec, zone, cidrBlock: blocks[z]![s]! };
    }),
  );
}

/** Divides the VPC's range evenly between the zones, and each zone's between the specs in their order. */
export function layout(request: LayoutRequest): Layout {
  const vpc = parseBlock(request.cidrBlock);
  const zoneMask = request.zoneMask ?? vpc.mask + bitsFor(request.zones.length);
  const specs = request.specs ?? defaultSpecs(zoneMask);
  validate(specs, request.zones.length);
  const resolved = specs.map((spec) => {
    const { type, name, cidrBlocks } = spec;
    const cidrMask = cidrBlocks ? spec.cidrMask : maskOf(spec);
    const size = cidrMask === undefined || request.specs === undefined ? undefined : sizeOf(cidrMask);
    return { type, name, cidrBlocks, cidrMask, size };
  });
  if (specs[0]!.cidrBlocks) {
    const blocks = request.zones.map((_, z) => specs.map((spec) => spec.cidrBlocks![z]!));
    return { subnets: plan(request, specs, blocks), resolved };
  }
  const masks = specs.map((spec) => maskOf(spec) ?? zoneMask + bitsFor(specs.length));
  const needed = masks.reduce((sum, mask) => sum + sizeOf(mask), 0);
  if (needed > sizeOf(zoneMask)) {
    throw new Error(`the subnets need ${needed} addresses, a zone of the VPC has ${sizeOf(zoneMask)} (/${zoneMask})`);
  }
  const blocks = request.zones.map((_, z) =>
    blocksOfZone(blockAt(vpc.first + z * sizeOf(zoneMask), zoneMask), masks).map(formatCidr),
  );
  return { subnets: plan(request, specs, blocks), resolved };
}

/** Refuses subnets that overlap. */
export function refuseOverlaps(subnets: readonly PlannedSubnet[]): void {
  const blocks = subnets.map((subnet) => ({ subnet, block: parseBlock(subnet.cidrBlock) }));
  const overlapping = blocks.filter((a) => blocks.some((b) => a !== b && overlap(a.block, b.block)));
  if (overlapping.length === 0) return;
  const list = overlapping.map(({ subnet }) => `${subnet.name} ${subnet.cidrBlock}`).join(", ");
  throw new Error(`subnets overlap: ${list}; enlarge the VPC, or take smaller subnets or fewer zones`);
}

/** `Exact` wants the whole range accounted for: parts left free are specs of type `Unused`. */
export function refuseGaps(cidrBlock: string, subnets: readonly PlannedSubnet[]): void {
  const vpc = parseBlock(cidrBlock);
  const gaps: string[] = [];
  let expected = vpc.first;
  for (const subnet of subnets) {
    const block = parseBlock(subnet.cidrBlock);
    if (block.first !== expected) gaps.push(`before ${subnet.name} (${subnet.cidrBlock})`);
    expected = block.last + 1;
  }
  if (expected !== vpc.last + 1) gaps.push(`at the end of the VPC (${cidrBlock})`);
  if (gaps.length > 0) {
    throw new Error(`subnetStrategy "Exact" leaves no gaps: ${gaps.join(", ")}; add specs of type "Unused"`);
  }
}
