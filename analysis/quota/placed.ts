/** Resources of a graph by type, and the one that a property names. */
import type { Placed } from "../authorization/inventory";
import { textAt } from "../authorization/values";
import type { Graph } from "../graph/types";

export interface Index {
  all(type: string): Placed[];
  /** What a property names: its text, or the resource whose name or id is known after the update only. */
  named(from: Placed, property: string, ...types: string[]): string;
}

/** Each look-up takes the same time in a small and in a large organisation. */
export function indexOf(graph: Graph): Index {
  const byType = new Map<string, Placed[]>();
  const byUrn = new Map<string, Placed>();
  for (const stack of graph.stacks) {
    for (const resource of stack.resources) {
      const accountId = resource.provider?.account ?? stack.account;
      const region = textAt(resource.inputs, "region") ?? resource.provider?.region ?? stack.region;
      const placed = { resource, stack, accountId, region, partition: stack.partition };
      const alike = byType.get(resource.type);
      if (alike) alike.push(placed);
      else byType.set(resource.type, [placed]);
      byUrn.set(resource.urn, placed);
    }
  }
  return {
    all: (type) => byType.get(type) ?? [],
    named(from, property, ...types) {
      const text = textAt(from.resource.inputs, property);
      if (text !== undefined) return text;
      const [found] = (from.resource.propertyDependencies[property] ?? [])
        .flatMap((urn) => byUrn.get(urn) ?? [])
        .filter(({ resource }) => types.includes(resource.type));
      return nameOf(found ?? from);
    },
  };
}

/** The name that AWS knows it by; without one, the name in its program. */
export function nameOf({ resource }: Placed): string {
  return textAt(resource.inputs, "name") ?? textAt(resource.inputs, "bucket") ?? resource.name;
}
