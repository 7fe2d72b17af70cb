/** Rules as policies of `@pulumi/policy`, for the engine. */
import {
  type Policy,
  type PolicyConfigSchema,
  type ReportViolation,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  UnknownValueError,
} from "@pulumi/policy";
import { z } from "zod";
import { engineSchema, exemptionsPolicy } from "./configuration";
import { concerns, type Exemption, exemptionSchema, expiredMessage, isExpired, todayInUtc } from "./exemptions";
import { applyRepair, type Repair } from "./repair";
import type { Rule } from "./rule";
import { isObject, type Properties, unknown, type Value } from "./values";

/** What the engine sends for an unknown boolean, number, text, list, asset, archive and object. */
const text = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const sentinels = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  text,
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function policyOf(rule: Rule): ResourceValidationPolicy | StackValidationPolicy {
  const metadata: Policy = {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level,
    severity: rule.severity,
    tags: [rule.service, ...rule.topics],
    framework: { name: "Slipway", version: "1", reference: rule.source, specification: rule.name },
    remediationSteps: rule.remedy,
    configSchema: schemaFor(engineSchema(rule)),
  };
  if ("checkStack" in rule) {
    return {
      ...metadata,
      validateStack: (args, reportViolation) => {
        const read = args.resources.filter(({ type }) => !rule.reads || rule.reads.includes(type));
        const resources = read.map((each) => ({
          urn: each.urn,
          type: each.type,
          props: properties(each.props),
          protect: each.opts.protect,
          propertyDependencies: Object.fromEntries(
            Object.entries(each.propertyDependencies).map(([key, on]) => [key, on.map(({ urn }) => urn)]),
          ),
        }));
        const { settings, exemptions } = configured(rule, args.getConfig());
        withReport(rule, exemptions, "", reportViolation, (report) => rule.checkStack(resources, report, settings));
      },
    };
  }
  const { remediate } = rule;
  return {
    ...metadata,
    validateResource: (args, reportViolation) => {
      if (!rule.types.includes(args.type)) args.notApplicable(`only for ${rule.types.join(", ")}`);
      const { settings, exemptions } = configured(rule, args.getConfig());
      const { urn, type, opts } = args;
      const resource = { urn, type, props: properties(args.props), propertyDependencies: {}, protect: opts.protect };
      withReport(rule, exemptions, urn, reportViolation, (report) => rule.check(resource, report, settings));
    },
    ...(remediate && { remediateResource: (args: ResourceValidationArgs) => remediated(rule, remediate, args) }),
  };
}

/** The complete properties with what is set, or nothing where nothing is to be done. */
function remediated(
  rule: Rule,
  remediate: (props: Properties, settings: object, type: string) => Repair | undefined,
  args: ResourceValidationArgs,
): Record<string, unknown> | undefined {
  if (!("types" in rule) || !rule.types.includes(args.type)) args.notApplicable("of another type");
  const { settings, exemptions } = configured(rule, args.getConfig());
  if (exemptions.some((each) => concerns(each, args.urn))) return undefined;
  const repair = remediate(properties(args.props), settings, args.type);
  if (!repair) return undefined;
  applyRepair(repair, args.props);
  return args.props;
}

/** The policy that stops a run on exemptions that have ended. */
export const exemptionsAreCurrent: StackValidationPolicy = {
  name: exemptionsPolicy,
  description: "No exemption is older than the day until which it was granted.",
  enforcementLevel: "mandatory",
  severity: "medium",
  configSchema: schemaFor(
    z.toJSONSchema(z.strictObject({ exemptions: z.array(exemptionSchema).default([]) }), { io: "input" }),
  ),
  validateStack: (args, reportViolation) => {
    const { exemptions = [] } = args.getConfig<{ exemptions?: Exemption[] }>();
    for (const each of exemptions.filter((exemption) => isExpired(exemption, todayInUtc()))) {
      reportViolation(`${each.rule}: ${expiredMessage(each)}`, "");
    }
  },
};

function schemaFor({ properties: shape = {} }: z.core.JSONSchema.BaseSchema): PolicyConfigSchema {
  return { properties: shape as PolicyConfigSchema["properties"] };
}

/** Settings and the exemptions that still hold. Throws on a configuration that the engine should have refused. */
function configured(rule: Rule, config: object) {
  const { exemptions = [], ...own } = config as { exemptions?: Exemption[] };
  const current = exemptions.filter((each) => !isExpired(each, todayInUtc()));
  return { settings: (rule.config ?? z.object({})).parse(own), exemptions: current };
}

/** Reports violations first; an undecided value then ends as the engine's own note that a preview cannot tell. */
function withReport(
  rule: Rule,
  exemptions: readonly Omit<Exemption, "rule">[],
  subject: string,
  reportViolation: ReportViolation,
  judge: (report: {
    violation(message: string, urn?: string): void;
    undecided(path: string, urn?: string): void;
  }) => void,
): void {
  const undecided: string[] = [];
  const excused = (urn: string) => exemptions.some((each) => concerns(each, urn));
  judge({
    violation: (message, urn) => {
      if (!excused(urn ?? subject)) reportViolation(`${message} ${rule.remedy}`, urn);
    },
    undecided: (path, urn) => {
      if (!excused(urn ?? subject)) undecided.push(path);
    },
  });
  if (undecided.length > 0) throw new UnknownValueError(text, undecided);
}

/** The SDK's properties throw on an unknown value; rules want to see it, so this reads what they wrap. */
function properties(props: Record<string, unknown>): Properties {
  return plain(props["__getSpecialProxyTarget"] ?? props) as Properties;
}

function plain(value: unknown): Value {
  if (typeof value === "string") return sentinels.has(value) ? unknown : value;
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value as Value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
