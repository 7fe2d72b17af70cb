import { hex } from "../ids";
import { schemaOf, shapeOf, type TypeSchema } from "../schema";
import { type Created, type CreateRequest, type Properties, unknown } from "../types";
import { balancingRules } from "./balancing";
import { computeRules } from "./compute";
import { containerRules } from "./containers";
import { deliveryRules } from "./delivery";
import { generic } from "./generic";
import { identityRules } from "./identity";
import { Making, type Rules } from "./making";
import { completed, partialBlocks } from "./nested";
import { networkRules } from "./network";
import { observabilityRules } from "./observability";
import { placeholder } from "./placeholders";
import { pulumiserviceRules } from "./pulumiservice";
import { storageRules } from "./storage";

const rules: Rules = {
  ...storageRules,
  ...identityRules,
  ...networkRules,
  ...computeRules,
  ...containerRules,
  ...deliveryRules,
  ...observabilityRules,
  ...balancingRules,
  ...pulumiserviceRules,
};

/** Outputs that the provider always has. */
function always(schema: TypeSchema): [string, string][] {
  return Object.entries(schema.out).filter(([, encoded]) => shapeOf(encoded).required);
}

/** Inputs stand; what the provider computes is unknown. An argument block that was not given stays out. */
export function previewed(schema: TypeSchema, inputs: Properties): Properties {
  const outputs: Properties = { ...inputs };
  for (const [property, encoded] of always(schema)) {
    const block = property in schema.in && encoded.startsWith("#");
    if (!block && property !== "tagsAll") outputs[property] ??= unknown;
  }
  if ("tagsAll" in schema.out) outputs["tagsAll"] ??= {};
  return outputs;
}

/**
 * Makes a resource: id, ARN and every output that the package declares as always there. In a preview the id is empty
 * and computed outputs are unknown. Types of other packages give back their inputs under a made-up id.
 */
export function create(request: CreateRequest): Created {
  const { type, name, inputs, place, preview, seed } = request;
  const schema = schemaOf(type);
  if (!schema) return { id: preview ? "" : hex(seed, type, 17), outputs: { ...inputs } };
  if (preview) return { id: "", outputs: previewed(schema, inputs) };
  const making = new Making(schema, name, inputs, place, seed);
  const made = rules[type]?.(making) ?? generic(making);
  const outputs: Properties = { ...made.outputs, ...completed(making) };
  for (const property of partialBlocks) {
    if (made.outputs[property]) outputs[property] = made.outputs[property];
  }
  for (const [property, encoded] of always(schema)) {
    if (outputs[property] !== undefined || property in made.outputs) continue;
    outputs[property] = property === "tagsAll" ? {} : placeholder(making, property, encoded, made.id);
  }
  const present = Object.entries(outputs).filter(([, value]) => value !== undefined);
  return { id: made.id, outputs: Object.fromEntries(present) };
}
