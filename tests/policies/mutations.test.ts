import assert from "node:assert/strict";
import type { Graph, GraphStack } from "../../analysis/graph/types";
import { type CheckedGraph, checkGraph } from "../../policies/check";
import { rules } from "../../policies/rules";
import { fixtureGraph, ownGraph } from "../stacks/graphs";
import { mutations } from "./mutations";

/** Names of the mandatory rules that a stack violates. */
function violated(stack: GraphStack, settings: Record<string, Record<string, unknown>> = {}): string[] {
  const graph: CheckedGraph = { stacks: [stack] };
  const found = checkGraph(graph, rules, { configuration: { rules: settings } });
  return [...new Set(found.filter(({ level }) => level === "mandatory").map(({ rule }) => rule))];
}

/** The first stack that has the control, and a copy in which it is weakened. */
function firstWeakened({ stacks }: Graph, weaken: (stack: GraphStack) => boolean) {
  for (const original of stacks) {
    const weakened = structuredClone(original);
    if (weaken(weakened)) return { original, weakened };
  }
  return assert.fail("no stack has this control");
}

describe("the policy pack over recorded programs", function () {
  this.timeout(60_000);
  let graph: Graph;
  before(async () => {
    ({ graph } = await fixtureGraph());
  });

  for (const [whose, of] of Object.entries({
    "the organisation's": ownGraph,
    "the test organisation's": fixtureGraph,
  })) {
    it(`finds nothing mandatory in ${whose} stacks`, async () => {
      const { graph: whole } = await of();
      const found = checkGraph(whole).filter(({ level }) => level === "mandatory");
      assert.deepEqual(found, []);
    });
  }

  for (const { control, rule, settings = {}, weaken } of mutations) {
    it(`finds by ${rule} alone when this is weakened: ${control}`, () => {
      const { original, weakened } = firstWeakened(graph, weaken);
      assert.deepEqual(violated(original, { [rule]: settings }), [], "before it was weakened");
      assert.deepEqual(violated(weakened, { [rule]: settings }), [rule]);
    });
  }
});
