/** Compares a recorded stack with what the engine stored for it after an `up`. */
import type { GraphMap, GraphResource, GraphStack, GraphValue } from "../../analysis/graph/types";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** A resource as `pulumi stack export --show-secrets` prints it; only what is compared. */
export interface CheckpointResource {
  urn: string;
  type: string;
  custom?: boolean;
  parent?: string;
  /** `<urn>::<id>` of its provider. */
  provider?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
  protect?: boolean;
  retainOnDelete?: boolean;
  ignoreChanges?: string[];
}

export interface Difference {
  urn: string;
  /** What differs: `missing`, `extra`, `parent`, `provider`, `inputs.tags.Name`, ... */
  field: string;
  recorded: unknown;
  engine: unknown;
}

/** Differences in the order of URNs; none when the recorded stack tells what the engine stored. */
export function compareGraph(recorded: GraphStack, checkpoint: CheckpointResource[]): Difference[] {
  const engine = new Map(checkpoint.filter((each) => !isDefaultProvider(each)).map((each) => [each.urn, each]));
  const ours = new Map(recorded.resources.map((each) => [each.urn, each]));
  const found = [...new Set([...engine.keys(), ...ours.keys()])].sort().flatMap((urn): Difference[] => {
    const [left, right] = [ours.get(urn), engine.get(urn)];
    if (!left) return [{ urn, field: "missing", recorded: undefined, engine: right!.type }];
    if (!right) return [{ urn, field: "extra", recorded: left.type, engine: undefined }];
    return compareResource(left, right, engine);
  });
  if (ours.size === recorded.resources.length) return found;
  return [...found, { urn: recorded.name, field: "twice", recorded: recorded.resources.length, engine: engine.size }];
}

export function differenceText({ urn, field, recorded, engine }: Difference): string {
  return `${urn}: ${field}: recorded ${JSON.stringify(recorded)}, in the checkpoint ${JSON.stringify(engine)}`;
}

/** The engine makes these itself, whatever a program says: `pulumi:providers:pulumi::default` for references. */
function isDefaultProvider({ urn, type, parent }: CheckpointResource): boolean {
  return type.startsWith("pulumi:providers:") && !parent && urn.split("::")[3]!.startsWith("default");
}

function compareResource(
  ours: GraphResource,
  theirs: CheckpointResource,
  all: Map<string, CheckpointResource>,
): Difference[] {
  const { urn } = ours;
  const fields: [string, unknown, unknown][] = [
    ["type", ours.type, theirs.type],
    ["custom", ours.custom, theirs.custom ?? false],
    ["parent", ours.parent ?? "", theirs.parent ?? ""],
    ["protect", ours.protect, theirs.protect ?? false],
    ["retainOnDelete", ours.retainOnDelete, theirs.retainOnDelete ?? false],
    ["ignoreChanges", sorted(ours.ignoreChanges), sorted(theirs.ignoreChanges)],
    ["provider", placeOf(ours), providerPlace(theirs, all)],
    ["dependencies", sorted(ours.dependencies), sorted(theirs.dependencies)],
    ["propertyDependencies", listed(ours.propertyDependencies), listed(theirs.propertyDependencies ?? {})],
  ];
  const ignored = ours.type.startsWith("pulumi:providers:") ? ofProviders : ofEngine;
  return [
    ...fields
      .filter(([, left, right]) => JSON.stringify(left) !== JSON.stringify(right))
      .map(([field, recorded, engine]) => ({ urn, field, recorded, engine })),
    ...compareMaps(urn, "inputs", ours.inputs, theirs.inputs ?? {}, ignored),
    // What a provider answers is the model's business; what a component says of itself is the program's.
    ...(ours.custom ? [] : compareMaps(urn, "outputs", ours.outputs, theirs.outputs ?? {}, ofEngine)),
  ];
}

function sorted(list: string[] | undefined): string[] {
  return [...(list ?? [])].sort();
}

/** Without the properties that depend on nothing, which only the engine lists. */
function listed(dependencies: Record<string, string[]>): [string, string[]][] {
  const entries = Object.entries(dependencies).map(([key, urns]): [string, string[]] => [key, sorted(urns)]);
  return entries.filter(([, urns]) => urns.length > 0).sort(([a], [b]) => (a < b ? -1 : 1));
}

function placeOf({ provider }: GraphResource): string | undefined {
  return provider && `${provider.account} ${provider.region}`;
}

/** Account and region that a resource's provider works in: of the last role that it assumes, else of its allow-list. */
function providerPlace({ provider }: CheckpointResource, all: Map<string, CheckpointResource>): string | undefined {
  if (!provider) return undefined;
  const urn = provider.slice(0, provider.lastIndexOf("::"));
  const inputs = all.get(urn)?.inputs;
  // awsx and its like work in no account.
  if (urn.split("::")[2]!.split("$").pop() !== "pulumi:providers:aws") return undefined;
  if (!inputs) return `unknown provider ${urn}`;
  const roles = parsed(inputs["assumeRoles"]) as { roleArn: string }[];
  const allowed = parsed(inputs["allowedAccountIds"]) as string[];
  return `${roles.at(-1)?.roleArn.split(":")[4] ?? allowed[0]} ${inputs["region"]}`;
}

function parsed(value: unknown): unknown[] {
  return typeof value === "string" ? (JSON.parse(value) as unknown[]) : [];
}

/** What the engine adds to inputs, and what it and the laptop cloud's provider add to a provider's. */
const ofEngine = new Set(["__defaults"]);
const ofProviders = new Set(["__defaults", "__internal", "version", "pluginDownloadURL", "slipwayLaptop"]);

function compareMaps(
  urn: string,
  path: string,
  ours: GraphMap,
  theirs: Record<string, unknown>,
  ignored: Set<string>,
): Difference[] {
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter((key) => !ignored.has(key)).sort();
  return keys.flatMap((key) => compareValues(urn, `${path}.${key}`, ours[key], theirs[key]));
}

function compareValues(urn: string, path: string, ours: GraphValue | undefined, theirs: unknown): Difference[] {
  const difference = [{ urn, field: path, recorded: ours, engine: theirs }];
  if (isMap(ours) && "$unknown" in ours) return [];
  const hidden = isMap(ours) && "$secret" in ours;
  if (hidden !== isSecret(theirs)) return hidden && holdsUnknown(ours) ? [] : difference;
  if (hidden) return compareValues(urn, path, ours["$secret"], secretValue(theirs as Record<string, unknown>));
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    return ours.flatMap((item, index) => compareValues(urn, `${path}[${index}]`, item, theirs[index]));
  }
  // A graph names what code is; the checkpoint holds the code, and its hash.
  if (isMap(ours) && "$asset" in ours) {
    return isMap(theirs) && ours["$asset"] === `sha256:${theirs["hash"]}` ? [] : difference;
  }
  if (isMap(ours) && "$archive" in ours) {
    return compareValues(urn, path, ours["$archive"], isMap(theirs) ? theirs["assets"] : theirs);
  }
  if (isMap(ours) && isMap(theirs)) return compareMaps(urn, path, ours as GraphMap, theirs, ofEngine);
  return ours === theirs ? [] : difference;
}

function isMap(value: unknown): value is Record<string, unknown> & GraphMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function holdsUnknown(value: unknown): boolean {
  return JSON.stringify(value).includes('{"$unknown":true}');
}

function isSecret(value: unknown): boolean {
  return isMap(value) && value[signatureKey] === secretSignature;
}

function secretValue(secret: Record<string, unknown>): unknown {
  const { plaintext } = secret;
  if (typeof plaintext !== "string")
    throw new Error("a secret of the checkpoint is encrypted: export with --show-secrets");
  return JSON.parse(plaintext);
}
