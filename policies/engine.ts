/** Rules as policies of `@pulumi/policy`, for the engine. */
import {
  type ReportViolation,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  UnknownValueError,
} from "@pulumi/policy";
import type { Resource, Rule } from "./rule";
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
  const metadata = {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level,
    severity: rule.severity,
    tags: rule.topics,
    framework: { name: "Slipway", version: "1", reference: rule.source, specification: rule.name },
    remediationSteps: rule.remedy,
  };
  if ("checkStack" in rule) {
    return {
      ...metadata,
      validateStack: (args, reportViolation) => {
        const resources = args.resources.map((each) => ({
          urn: each.urn,
          type: each.type,
          props: properties(each.props),
          propertyDependencies: Object.fromEntries(
            Object.entries(each.propertyDependencies).map(([key, on]) => [key, on.map(({ urn }) => urn)]),
          ),
        }));
        withReport(rule, reportViolation, (report) => rule.checkStack(resources, report));
      },
    };
  }
  return {
    ...metadata,
    validateResource: (args, reportViolation) => {
      if (!rule.types.includes(args.type)) args.notApplicable(`only for ${rule.types.join(", ")}`);
      const resource: Resource = {
        urn: args.urn,
        type: args.type,
        props: properties(args.props),
        propertyDependencies: {},
      };
      withReport(rule, reportViolation, (report) => rule.check(resource, report));
    },
  };
}

/** Reports violations first; an undecided value then ends as the engine's own note that a preview cannot tell. */
function withReport(
  rule: Rule,
  reportViolation: ReportViolation,
  judge: (report: {
    violation(message: string, urn?: string): void;
    undecided(path: string, urn?: string): void;
  }) => void,
): void {
  const undecided: string[] = [];
  judge({
    violation: (message, urn) => reportViolation(`${message} ${rule.remedy}`, urn),
    undecided: (path) => undecided.push(path),
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
