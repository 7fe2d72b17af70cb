/** Schema of `policies.yaml`: what the rules of the pack can be told, and which violations are accepted for a while. */
import { z } from "zod";
import { rules as documentRules } from "../../analysis/iam/rules";
import { type EnforcementLevel, levels } from "../../policies/configuration";
import { exemptionSchema } from "../../policies/exemptions";
import type { Rule } from "../../policies/rule";
import { rules } from "../../policies/rules";

/** Settings that Slipway takes from the other files, so that nobody can say them differently here. */
export const settingsOfTheCatalog = ["organization"];

/** Name of a rule of `slipway iam check`, in findings and exemptions. */
export const documentRule = (name: string): string => `iam-check/${name}`;

const formerNames = [...new Set(rules.flatMap(({ formerly }) => formerly ?? []))];

/** Every name by which a rule can be configured. */
export const ruleNames: readonly string[] = [...rules.map(({ name }) => name), ...formerNames];

/** Every name that an exemption can give. */
export const exemptibleNames: readonly string[] = [...ruleNames, ...Object.keys(documentRules).map(documentRule)];

const repairs = (rule: Rule) => "remediate" in rule;

function levelOf(of: readonly Rule[]) {
  const known = levels.filter((level) => level !== "remediate" || of.every(repairs));
  const why = known.length < levels.length ? "; it cannot repair" : "";
  return z.enum(known as [EnforcementLevel, ...EnforcementLevel[]], { error: `must be ${known.join(", ")}${why}` });
}

/** A level, or the rule's settings with the level among them. Several rules of one former name share a level only. */
function ruleSchema(of: readonly Rule[]): z.ZodType {
  const [rule, ...others] = of as [Rule, ...Rule[]];
  const level = levelOf(of);
  if (others.length > 0) return level.describe(`Earlier name of ${of.map(({ name }) => name).join(", ")}`);
  const own = rule.config instanceof z.ZodObject ? (rule.config.shape as Record<string, z.ZodType>) : {};
  const settings = Object.fromEntries(Object.entries(own).filter(([key]) => !settingsOfTheCatalog.includes(key)));
  const map = z.strictObject({
    enforcementLevel: level.optional().describe(`Default ${rule.level}`),
    ...settings,
  });
  const error = `must be ${level.options.join(", ")}, or a map of settings`;
  return z.union([level, map], { error }).describe(rule.description);
}

const shape = Object.fromEntries(
  ruleNames.map((name) => [
    name,
    ruleSchema(rules.filter((rule) => rule.name === name || rule.formerly === name)).optional(),
  ]),
);

export const policiesSchema = z.strictObject({
  rules: z.strictObject(shape).optional().describe("Level and settings by rule. Default: as the rules have them"),
  exemptions: z
    .array(exemptionSchema.extend({ rule: z.enum(exemptibleNames as [string, ...string[]]) }))
    .optional()
    .describe("Resources that may violate one rule until a day. Default: none"),
});

/** Text of the JSON schema with which editors complete and check the file. */
export function policiesJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(policiesSchema, { io: "input", target: "draft-7" }), null, 2)}\n`;
}
