import { isModelled, packageOf, schemaOf, type TypeSchema } from "../schema";
import { type CheckRequest, type CheckResult, type Properties, type ProviderSettings, unknown } from "../types";
import { isAbsent, isRecord, isUnknown } from "../values";
import { typeSuggestion } from "./catalogue";
import { autoName } from "./names";
import { rulesBeyondTypes } from "./pulumiservice";
import { Validation } from "./validate";

/** The value without absent parts, as the wire carries it. */
function withoutAbsent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAbsent);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([name, item]) => !isAbsent(item) && name !== "__defaults");
  return Object.fromEntries(entries.map(([name, item]) => [name, withoutAbsent(item)]));
}

/** Default tags merged with the resource's own; unknown when its own are not known yet. */
function allTags(tags: unknown, settings: ProviderSettings): unknown {
  if (isUnknown(tags)) return unknown;
  const merged = { ...settings.defaultTags, ...(isRecord(tags) ? tags : {}) };
  return Object.keys(merged).length > 0 ? merged : undefined;
}

/** Documents given as objects become text, as the provider's transformation does. */
function documentsAsText(schema: TypeSchema, inputs: Properties): Properties {
  const entries = Object.entries(inputs).map(([name, value]) => {
    const document = schema.in[name]?.startsWith("j") && isRecord(value);
    return [name, document ? JSON.stringify(value) : value];
  });
  return Object.fromEntries(entries);
}

/**
 * Checks the arguments of a resource as the provider would: unknown, missing and mistyped properties fail with their
 * path; defaults, auto-names, `region` and `tagsAll` are filled in. Types of other packages pass as they are.
 */
export function check(request: CheckRequest): CheckResult {
  const { type, name, news, olds, seed, settings } = request;
  const given = withoutAbsent(news) as Properties;
  if (!isModelled(type)) return { inputs: given, failures: [] };
  const schema = schemaOf(type);
  if (!schema) {
    const reason = `@pulumi/${packageOf(type)} has no resource type "${type}"${typeSuggestion(type)}`;
    return { inputs: given, failures: [{ property: "", reason }] };
  }
  const { tagsAll: _, ...args } = given;
  const own = "tagsAll" in schema.in ? given : args;
  const inputs = documentsAsText(schema, own);
  Object.assign(inputs, autoName(schema, name, inputs, olds, seed));
  for (const [property, value] of Object.entries(schema.defaults ?? {})) inputs[property] ??= value;
  if ("region" in schema.in) inputs["region"] ??= settings.place.region;
  const tagsAll = schema.out["tagsAll"] === "{s!" ? allTags(inputs["tags"], settings) : undefined;
  const validation = new Validation(schema.module, type);
  validation.object(inputs, schema.in, "");
  const failures = [...validation.failures, ...rulesBeyondTypes(type, inputs)];
  return { inputs: tagsAll === undefined ? inputs : { ...inputs, tagsAll }, failures };
}
