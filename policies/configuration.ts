/** Configuration of the pack: levels, settings of rules, exemptions. */
import { z } from "zod";
import { type Exemption, exemptionOfRule, exemptionSchema } from "./exemptions";
import type { Rule } from "./rule";

export const levels = ["mandatory", "advisory", "remediate", "disabled"] as const;
export type EnforcementLevel = (typeof levels)[number];

/** As people write it. A rule's value is a level, or its settings with `enforcementLevel` beside them. */
export interface Configuration {
  rules?: Record<string, EnforcementLevel | Record<string, unknown>>;
  exemptions?: Exemption[];
}

/** What one rule works with. */
export interface RuleSettings {
  level: EnforcementLevel;
  settings: object;
  exemptions: Exemption[];
}

/** All that is wrong with a configuration. */
export class ConfigurationError extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration of the policy pack is wrong:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/**
 * Settings of every rule, by name.
 * @throws ConfigurationError with all problems: unknown rules, settings and levels, exemptions without reason or day.
 */
export function settingsOf(configuration: Configuration, rules: readonly Rule[]): Map<string, RuleSettings> {
  const problems = Object.keys(configuration)
    .filter((key) => key !== "rules" && key !== "exemptions")
    .map((key) => `${key}: is not known; use rules and exemptions`);
  const asked = new Map<string, Array<[string, unknown]>>();
  const named = (name: string) => rules.filter((rule) => rule.name === name || rule.formerly === name);
  for (const [name, value] of Object.entries(configuration.rules ?? {})) {
    const meant = named(name);
    if (meant.length === 0) problems.push(`rules.${name}: no rule is called ${name}`);
    for (const rule of meant) asked.set(rule.name, [...(asked.get(rule.name) ?? []), [`rules.${name}`, value]]);
  }
  const exemptions = (configuration.exemptions ?? []).flatMap((each, index) => {
    const { data, error } = exemptionSchema.safeParse(each);
    if (error) problems.push(...issues(`exemptions[${index}]`, error));
    else if (named(data.rule).length === 0) problems.push(`exemptions[${index}].rule: no rule is called ${data.rule}`);
    return data ? [data] : [];
  });
  const settings = rules.map((rule): [string, RuleSettings] => {
    const values = asked.get(rule.name) ?? [];
    if (values.length > 1) {
      problems.push(`${values.map(([path]) => path).join(" and ")} name the same rule: keep one`);
    }
    const [path, value] = values[0] ?? ["", {}];
    return [
      rule.name,
      {
        ...ruleSettings(rule, path, typeof value === "string" ? { enforcementLevel: value } : value, problems),
        exemptions: exemptions.filter((each) => named(each.rule).includes(rule)),
      },
    ];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
  return new Map(settings);
}

function ruleSettings(rule: Rule, path: string, value: unknown, problems: string[]) {
  const shape = z.looseObject({ enforcementLevel: z.enum(levels).default(rule.level) });
  const { data, error } = shape.safeParse(value);
  if (error) problems.push(...issues(path, error));
  const { enforcementLevel: level = rule.level, ...rest } = data ?? {};
  if (level === "remediate" && !("remediate" in rule)) {
    problems.push(`${path}: the rule finds and cannot repair; use mandatory or advisory`);
  }
  const parsed = (rule.config ?? z.strictObject({})).safeParse(rest);
  if (parsed.error) problems.push(...issues(path, parsed.error));
  return { level, settings: parsed.data ?? {} };
}

const issues = (path: string, error: z.ZodError) =>
  error.issues.map((issue) => `${[path, ...issue.path].join(".")}: ${issue.message}`);

/** Name of the policy that says which exemptions have ended. */
export const exemptionsPolicy = "pack-exemption-is-current";

/** The same for the engine, as the JSON of `--policy-pack-config`. Throws as `settingsOf` does. */
export function engineConfiguration(
  configuration: Configuration,
  rules: readonly Rule[],
): Record<string, Record<string, unknown>> {
  const all: Record<string, Record<string, unknown>> = {};
  for (const [name, { level, settings, exemptions }] of settingsOf(configuration, rules)) {
    const own = exemptions.map(({ rule: _, ...exemption }) => exemption);
    all[name] = { enforcementLevel: level, ...settings, ...(own.length > 0 ? { exemptions: own } : {}) };
  }
  const { exemptions = [] } = configuration;
  return exemptions.length > 0 ? { ...all, [exemptionsPolicy]: { exemptions } } : all;
}

/** Schema of a rule's configuration in the engine: its own settings and its exemptions. */
export function engineSchema(rule: Rule): z.core.JSONSchema.BaseSchema {
  const own = rule.config instanceof z.ZodObject ? rule.config.shape : {};
  return z.toJSONSchema(z.strictObject({ ...own, exemptions: z.array(exemptionOfRule).default([]) }), { io: "input" });
}
