/** Runs the rules over a recorded graph, without engine or provider. */
import type { Resource, Rule } from "./rule";
import { rules } from "./rules";
import { isObject, type Properties, type Value } from "./values";

/** A recorded value; an unknown is `{"$unknown": true}`, a secret `{"$secret": value}`. */
type Recorded = null | boolean | number | string | Recorded[] | object;

/** What the rules need of a recorded graph. */
export interface CheckedGraph {
  stacks: Array<{
    name: string;
    resources: Array<{
      urn: string;
      type: string;
      inputs: Record<string, Recorded>;
      outputs: Record<string, Recorded>;
      propertyDependencies: Record<string, string[]>;
    }>;
  }>;
}

export interface Finding {
  rule: string;
  /** `advisory` for a mandatory rule, too, when a value is unknown before the update: the engine does the same. */
  level: "mandatory" | "advisory";
  stack: string;
  urn: string;
  /** What is wrong and what to do about it. */
  message: string;
}

/** Findings in the order of stacks and rules. */
export function checkGraph(graph: CheckedGraph, chosen: readonly Rule[] = rules): Finding[] {
  return graph.stacks.flatMap((stack) => chosen.flatMap((rule) => checkStack(rule, stack)));
}

function checkStack(rule: Rule, stack: CheckedGraph["stacks"][number]): Finding[] {
  const found: Finding[] = [];
  const reportFor = (resource?: Resource) => ({
    violation: (message: string, urn = resource?.urn ?? "") => {
      found.push({ rule: rule.name, level: rule.level, stack: stack.name, urn, message: `${message} ${rule.remedy}` });
    },
    undecided: (path: string, urn = resource?.urn ?? "") => {
      const message = `${path} is unknown before the update, so the rule cannot be checked here. ${rule.unknowns}`;
      found.push({ rule: rule.name, level: "advisory", stack: stack.name, urn, message });
    },
  });
  const resources = stack.resources.map(({ urn, type, inputs, outputs, propertyDependencies }) => ({
    urn,
    type,
    propertyDependencies,
    inputs: properties(inputs),
    outputs: properties(outputs),
  }));
  if ("checkStack" in rule) {
    const whole = resources.map(({ inputs, outputs, ...rest }) => ({ ...rest, props: { ...inputs, ...outputs } }));
    rule.checkStack(whole, reportFor());
    return found;
  }
  for (const { inputs, outputs: _, ...rest } of resources.filter(({ type }) => rule.types.includes(type))) {
    const resource = { ...rest, props: inputs };
    rule.check(resource, reportFor(resource));
  }
  return found;
}

function properties(recorded: Record<string, Recorded>): Properties {
  return Object.fromEntries(Object.entries(recorded).map(([key, value]) => [key, open(value)]));
}

/** The value without its secret marks. */
function open(value: Recorded): Value {
  if (Array.isArray(value)) return value.map(open);
  if (!isObject(value)) return value as Value;
  if ("$secret" in value) return open(value["$secret"] as Recorded);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, open(item as Recorded)]));
}
