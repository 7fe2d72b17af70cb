/** What differs between a stack's state and the cloud: read off the engine's refresh, which only looks. */
import type { EngineEvent, EngineStep } from "./events";

export interface DriftedProperty {
  /** Property path, as Pulumi writes it: `tags.Name`. */
  path: string;
  /** As the state has it; absent when only the cloud has it. */
  state?: unknown;
  /** As the cloud has it; absent when it is gone there. */
  cloud?: unknown;
}

export interface DriftedResource {
  urn: string;
  type: string;
  name: string;
  change: "changed" | "deleted";
  /** Empty for a resource that was deleted. */
  properties: DriftedProperty[];
}

type Values = Record<string, unknown>;

/**
 * The drift that an event of `refresh --preview-only --run-program` tells of. Steps of the program are none: they say
 * what an `up` would do. Providers are none either: they exist in the state only.
 */
export function driftOf({ resOutputsEvent }: EngineEvent): DriftedResource | undefined {
  const step = resOutputsEvent?.metadata;
  if (!step || step.logical || step.type.startsWith("pulumi:")) return undefined;
  const { urn, type, op } = step;
  const name = urn.split("::").at(-1)!;
  if (op === "delete") return { urn, type, name, change: "deleted", properties: [] };
  if (op !== "update") return undefined;
  const properties = differences(step);
  // Of components the engine says "update" whenever it looks at them.
  return properties.length > 0 ? { urn, type, name, change: "changed", properties } : undefined;
}

/** By the paths that the provider names; where it names none, whole properties that differ. */
function differences({ detailedDiff, old, new: now }: EngineStep): DriftedProperty[] {
  const paths = Object.entries(detailedDiff ?? {});
  if (paths.length > 0) {
    return paths.map(([path, { inputDiff }]) => {
      const side = inputDiff ? "inputs" : "outputs";
      return property(path, at(old?.[side], path), at(now?.[side], path));
    });
  }
  const [before, after] = [old?.outputs ?? {}, now?.outputs ?? {}];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((each) => JSON.stringify(before[each]) !== JSON.stringify(after[each]))
    .map((each) => property(each, before[each], after[each]));
}

function property(path: string, state: unknown, cloud: unknown): DriftedProperty {
  return {
    path,
    ...(state === undefined ? {} : { state: shown(state) }),
    ...(cloud === undefined ? {} : { cloud: shown(cloud) }),
  };
}

/** The value at a property path: `ingress[0].cidrBlocks`, `tags["slipway:stack"]`. */
function at(values: Values | undefined, path: string): unknown {
  const steps = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)];
  return steps.reduce<unknown>((value, [, quoted, index, name]) => {
    if (typeof value !== "object" || value === null) return undefined;
    return (value as Values)[quoted?.replace(/\\(.)/g, "$1") ?? index ?? name!];
  }, values);
}

const secretMark = "4dabf18193072939515e22adb298388d";

/** The engine's log already hides a secret's text; here its mark goes too. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  if (secretMark in value) return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item)]));
}

/** One line for the resource and one for each property. */
export function driftText({ type, name, change, properties }: DriftedResource): string {
  if (change === "deleted") return `  -  ${type}  ${name}  is gone`;
  const text = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));
  const lines = properties.map(({ path, state, cloud }) => `       ${path}: ${text(state)} is ${text(cloud)}`);
  return [`  ~  ${type}  ${name}`, ...lines].join("\n");
}
