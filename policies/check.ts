/** Runs the rules over a recorded graph, without engine or provider. */
import { type Configuration, exemptionsPolicy, type RuleSettings, settingsOf } from "./configuration";
import { concerns, type Exemption, expiredMessage, isExpired, todayInUtc } from "./exemptions";
import { applyRepair } from "./repair";
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
      /** Default: no. */
      protect?: boolean;
    }>;
  }>;
}

export interface Finding {
  rule: string;
  /** `advisory` for a mandatory rule, too, when a value is unknown before the update: the engine does the same. */
  level: "mandatory" | "advisory";
  /** Empty when the finding is about the configuration of the pack. */
  stack: string;
  urn: string;
  /** What is wrong and what to do about it. */
  message: string;
}

export interface CheckOptions {
  /** Default: levels and settings as the rules have them, and no exemption. */
  configuration?: Configuration;
  /** Whether the graph holds every stack; if so, an exemption that matches no resource is reported. Default: no. */
  whole?: boolean;
  /** Day in UTC, such as `2027-03-31`. Default: today. */
  today?: string;
}

interface Subject {
  urn: string;
  type: string;
  inputs: Properties;
  outputs: Properties;
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
}

/**
 * Findings in the order of stacks and rules, then what is to be said about exemptions.
 * @throws ConfigurationError
 */
export function checkGraph(
  graph: CheckedGraph,
  chosen: readonly Rule[] = rules,
  options: CheckOptions = {},
): Finding[] {
  const { configuration = {}, whole = false, today = todayInUtc() } = options;
  const settings = settingsOf(configuration, chosen);
  const findings = graph.stacks.flatMap((stack) => {
    const subjects = stack.resources.map(({ urn, type, inputs, outputs, propertyDependencies, protect = false }) => ({
      ...{ urn, type, propertyDependencies, protect },
      inputs: properties(inputs),
      outputs: properties(outputs),
    }));
    return chosen.flatMap((rule) => checkStack(rule, settings.get(rule.name)!, stack.name, subjects));
  });
  // An exemption that names a rule by its earlier name stands with each that the rule has become.
  const present = [...settings].flatMap(([rule, { exemptions }]) => exemptions.map((each) => ({ rule, each })));
  return excuse(findings, [...new Set(present.map(({ each }) => each))], graph, {
    whole,
    today,
    means: (exemption, rule) => present.some((found) => found.each === exemption && found.rule === rule),
  });
}

export interface ExcuseOptions extends Pick<CheckOptions, "whole" | "today"> {
  /** Whether an exemption is of the rule of this name. Default: it names the rule. */
  means?: (exemption: Exemption, rule: string) => boolean;
}

/** The findings that nothing excuses, then what is to be said about the exemptions. */
export function excuse(
  findings: readonly Finding[],
  exemptions: readonly Exemption[],
  graph: CheckedGraph,
  options: ExcuseOptions = {},
): Finding[] {
  const { whole = false, today = todayInUtc(), means = (exemption, rule) => exemption.rule === rule } = options;
  const used = new Set<Exemption>();
  const current = exemptions.filter((each) => !isExpired(each, today));
  const left = findings.filter(({ rule, urn }) => {
    const excused = current.filter((each) => means(each, rule) && concerns(each, urn));
    for (const exemption of excused) used.add(exemption);
    return excused.length === 0;
  });
  const urns = graph.stacks.flatMap(({ resources }) => resources.map(({ urn }) => urn));
  return [...left, ...exemptions.flatMap((each) => judged(each, today, used.has(each), urns, whole))];
}

/** What is wrong with an exemption itself. */
function judged(exemption: Exemption, today: string, used: boolean, urns: string[], whole: boolean): Finding[] {
  const found = { rule: exemptionsPolicy, stack: "", urn: exemption.resource };
  if (isExpired(exemption, today)) {
    return [{ ...found, level: "mandatory", message: `${exemption.rule}: ${expiredMessage(exemption)}` }];
  }
  if (used || !(whole || urns.some((urn) => concerns(exemption, urn)))) return [];
  const message = `${exemption.rule}: the exemption of ${exemption.resource} excuses nothing. Remove it.`;
  return [{ ...found, level: "advisory", message }];
}

function checkStack(rule: Rule, { level, settings }: RuleSettings, stack: string, subjects: Subject[]): Finding[] {
  if (level === "disabled") return [];
  const found: Finding[] = [];
  const strictness = level === "advisory" ? "advisory" : "mandatory";
  const reportFor = (resource?: Resource) => ({
    violation: (message: string, urn = resource?.urn ?? "") => {
      found.push({ rule: rule.name, level: strictness, stack, urn, message: `${message} ${rule.remedy}` });
    },
    undecided: (path: string, urn = resource?.urn ?? "") => {
      const message = `${path} is unknown before the update, so the rule cannot be checked here. ${rule.unknowns}`;
      found.push({ rule: rule.name, level: "advisory", stack, urn, message });
    },
  });
  if ("checkStack" in rule) {
    const read = subjects.filter(({ type }) => !rule.reads || rule.reads.includes(type));
    const whole = read.map(({ inputs, outputs, ...rest }) => ({ ...rest, props: { ...inputs, ...outputs } }));
    rule.checkStack(whole, reportFor(), settings);
    return found;
  }
  for (const { inputs, outputs: _, ...rest } of subjects.filter(({ type }) => rule.types.includes(type))) {
    // As in the engine: repaired first, then judged.
    const repair = level === "remediate" ? rule.remediate?.(inputs, settings, rest.type) : undefined;
    const props = repair ? structuredClone(inputs) : inputs;
    if (repair) applyRepair(repair, props);
    const resource = { ...rest, props };
    rule.check(resource, reportFor(resource), settings);
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
