import assert from "node:assert/strict";
import type { Graph, GraphResource, GraphStack } from "../../analysis/graph/types";
import { type CheckedGraph, checkGraph } from "../../policies/check";
import type { Rule } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { fixtureGraph, ownGraph } from "../stacks/graphs";
import { weakenedSettings } from "./controls/settings";
import { weakenedStatements } from "./controls/statements";
import { common, controls } from "./controls/table";
import { stackWith, type Weakened } from "./controls/weakened";
import { mutations } from "./mutations";

/** Settings that the runner gives to rules for an organisation with an id. */
const ofOrganization = Object.fromEntries(
  ["iam-role-trusts-named-principals", "iam-resource-policy-names-its-principals"].map((rule) => [
    rule,
    { organization: "o-a1b2c3d4e5" },
  ]),
);
/** What the organisation's files ask of stages, as its policies would ask it. */
const ofStages = {
  "codepipeline-production-stage-has-its-conditions": {
    beforeEntry: ["DeploymentWindow", "LambdaInvoke", "VariableCheck"],
    onSuccess: ["CloudWatchAlarm"],
    onFailure: "ROLLBACK",
    stages: ["*"],
  },
};

/** Weakened controls that no rule finds, with the reason. */
const unjudged: Record<string, string> = {};

const asked = new Map<string, Rule[]>();

/** The rules that look at a type, and the types that they look at together. */
function rulesFor(type: string): Rule[] {
  const known = asked.get(type);
  if (known) return known;
  const found = rules.filter((rule) =>
    "checkStack" in rule ? (rule.reads ?? [type]).includes(type) : rule.types.includes(type),
  );
  asked.set(type, found);
  return found;
}

/** Names of the rules that find something mandatory, each with what it says. */
function found(chosen: Rule[], stack: GraphStack, { type }: GraphResource, settings: object): Map<string, Set<string>> {
  const types = new Set([type, ...chosen.flatMap((rule) => ("checkStack" in rule ? (rule.reads ?? []) : []))]);
  const resources = stack.resources.filter((each) => types.has(each.type));
  const graph: CheckedGraph = { stacks: [{ name: stack.name, resources }] };
  const own = Object.fromEntries(
    Object.entries({ ...settings, ...ofStages }).filter(([name]) => chosen.some((rule) => rule.name === name)),
  );
  const said = new Map<string, Set<string>>();
  for (const { rule, level, urn, message } of checkGraph(graph, chosen, { configuration: { rules: own } })) {
    if (level === "mandatory") said.set(rule, (said.get(rule) ?? new Set()).add(`${urn} ${message}`));
  }
  return said;
}

function* weakened({ stacks }: Graph): Generator<Weakened> {
  for (const stack of stacks) {
    for (const resource of stack.resources) {
      yield* weakenedStatements(stack, resource);
      yield* weakenedSettings(stack, resource);
    }
  }
}

describe("every control that the components set, weakened once", function () {
  this.timeout(120_000);
  /** Rules that find what is weakened, by kind. */
  const finders = new Map<string, string[]>();
  let graphs: Array<{ graph: Graph; settings: object }>;

  before(async () => {
    graphs = [
      { graph: (await fixtureGraph()).graph, settings: ofOrganization },
      { graph: (await ownGraph()).graph, settings: {} },
    ];
    const needed = new Set<string>();
    for (const { graph, settings } of graphs) {
      for (const each of weakened(graph)) {
        const { kind, stack, resource, weak } = each;
        if (finders.has(kind)) continue;
        const chosen = rulesFor(resource.type);
        const alone = chosen.filter((rule) => "check" in rule);
        const by = weak ? news(alone, { ...stack, resources: [weak] }, { ...stack, resources: [resource] }) : [];
        // Most are found without a look at the stack; that none of the others finds it as well matters once.
        if (by.length === 0 || (by.length === 1 && !needed.has(by[0]!))) {
          by.push(
            ...news(
              chosen.filter((rule) => "checkStack" in rule),
              stackWith(each),
              stack,
            ),
          );
          if (by.length === 1) needed.add(by[0]!);
        }
        finders.set(kind, by);
        function news(some: Rule[], now: GraphStack, before: GraphStack): string[] {
          const said = found(some, now, resource, settings);
          // The recorded stacks violate nothing, except what only this test asks for.
          const was = some.some(({ name }) => name in ofStages) ? found(some, before, resource, settings) : undefined;
          return [...said].flatMap(([rule, facts]) =>
            [...facts].some((fact) => !was?.get(rule)?.has(fact)) ? [rule] : [],
          );
        }
      }
    }
  });

  it("is found by a mandatory rule, or is listed with the reason", () => {
    const missed = [...finders].filter(([, by]) => by.length === 0).map(([kind]) => kind);
    assert.deepEqual(missed.sort(), Object.keys(unjudged).sort());
    assert.ok(finders.size > 500, `${finders.size} kinds`);
  });

  it("is what each rule is needed for: every rule is the only one to find something", () => {
    const needed = new Set(mutations.map(({ rule }) => rule));
    for (const by of finders.values()) if (by.length === 1) needed.add(by[0]!);
    assert.deepEqual(
      rules.map(({ name }) => name).filter((name) => !needed.has(name)),
      [],
    );
  });

  it("leaves no property of a recorded resource out: each is a control or said to be none", () => {
    const unknown = new Set<string>();
    for (const { type, inputs } of graphs.flatMap(({ graph }) => graph.stacks).flatMap(({ resources }) => resources)) {
      if (!type.startsWith("aws:")) continue;
      const { settings = {}, rest = "" } = controls[type] ?? {};
      const known = new Set([...Object.keys(settings), ...`${rest} ${common}`.split(" ")]);
      for (const name of Object.keys(inputs)) if (!known.has(name)) unknown.add(`${type} ${name}`);
    }
    assert.deepEqual([...unknown].sort(), [], "say in tests/policies/controls/table.ts what these are");
  });
});
