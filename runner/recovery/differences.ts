/** Whether two copies of a state say the same. */
import { isDeepStrictEqual } from "node:util";
import type { Deployment, StateResource } from "../engine/inspect";

/** What every run of the engine may write anew without meaning anything by it: times, and where the program lay. */
interface Passing {
  created?: unknown;
  modified?: unknown;
  sourcePosition?: unknown;
  stackTrace?: unknown;
  /** Their order changes from run to run. */
  dependencies?: string[] | null;
  propertyDependencies?: Record<string, string[] | null> | null;
}

/** URNs whose resources or interrupted operations are not the same in both. Who encrypts the secrets may differ. */
export function differences(one: Deployment, other: Deployment): string[] {
  const [left, right] = [contents(one), contents(other)];
  const urns = new Set([...left.keys(), ...right.keys()]);
  return [...urns].filter((urn) => !isDeepStrictEqual(left.get(urn), right.get(urn)));
}

function contents({ resources = [], pending_operations = [] }: Deployment): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  const add = (urn: string, value: unknown) => found.set(urn, [...(found.get(urn) ?? []), value]);
  for (const resource of resources) add(resource.urn, lasting(resource));
  for (const { type, resource } of pending_operations) add(resource.urn, { type, resource: lasting(resource) });
  return found;
}

function lasting(resource: StateResource & Passing): unknown {
  const { created: _1, modified: _2, sourcePosition: _3, stackTrace: _4, ...rest } = resource;
  const { dependencies, propertyDependencies, ...plain } = rest;
  const byProperty = Object.entries(propertyDependencies ?? {}).map(([name, urns]) => [name, sorted(urns)]);
  return { ...plain, dependencies: sorted(dependencies), propertyDependencies: Object.fromEntries(byProperty) };
}

function sorted(urns: string[] | null | undefined): string[] {
  return [...(urns ?? [])].sort();
}
