/** What differs between two recorded graphs. */
import { isDeepStrictEqual } from "node:util";
import type { Graph, GraphResource } from "../../analysis/graph/types";

export interface Differences {
  /** Names of stacks. */
  stacks: string[];
  /** Resources of stacks that are in both, as `<stack>: <logical name>`. */
  added: string[];
  removed: string[];
  changed: string[];
}

/** Every list is in order; a component counts as changed only by its own inputs and outputs. */
export function differences(before: Graph, after: Graph): Differences {
  const found: Differences = { stacks: [], added: [], removed: [], changed: [] };
  const stacksBefore = new Map(before.stacks.map((stack) => [stack.name, stack]));
  for (const { name, resources } of after.stacks) {
    const was = stacksBefore.get(name);
    stacksBefore.delete(name);
    if (!was) {
      found.stacks.push(name);
      continue;
    }
    const label = (each: GraphResource) => `${name}: ${each.name}`;
    const old = new Map(was.resources.map((each) => [each.urn, each]));
    for (const each of resources) {
      const known = old.get(each.urn);
      old.delete(each.urn);
      if (!known) found.added.push(label(each));
      else if (!isDeepStrictEqual(known, each)) found.changed.push(label(each));
    }
    found.removed.push(...[...old.values()].map(label));
  }
  found.stacks.push(...stacksBefore.keys());
  for (const list of Object.values(found)) list.sort();
  return found;
}
