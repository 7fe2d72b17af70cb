/** Values on Pulumi's wire, turned into those of the recorded graph. */
import { createHash } from "node:crypto";
import type { GraphValue } from "../../analysis/graph/types";
import { unknown } from "../../local/model/types";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

export type Wire = Record<string, unknown>;

export function isObject(value: unknown): value is Wire {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSecret(value: unknown): value is { value: unknown } {
  return isObject(value) && value[signatureKey] === secretSignature;
}

export function secret(value: unknown): Wire {
  return { [signatureKey]: secretSignature, value };
}

/**
 * The value as a provider receives it that accepts neither secrets nor references to resources: without marks, a
 * resource as its id, a component as its URN.
 */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (value[signatureKey] === secretSignature) return plain(value.value);
  if (value[signatureKey] === resourceSignature) return value.id ?? value.urn;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

export function plainObject(value: unknown): Wire {
  return plain(value) as Wire;
}

function some(value: unknown, test: (value: unknown) => boolean): boolean {
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((item) => some(item, test));
  return isObject(value) && Object.values(value).some((item) => some(item, test));
}

export function holdsSecret(value: unknown): boolean {
  return some(value, isSecret);
}

export function holdsUnknown(value: unknown): boolean {
  return some(value, (item) => typeof item === "string" && item.includes(unknown));
}

/**
 * What a provider answers, with the secrets of what it was asked, as the engine marks them (`annotateSecrets`):
 * by the same names, and a list whole when it holds one.
 */
export function withSecretsOf(answer: Wire, asked: Wire): Wire {
  if (!holdsSecret(asked)) return answer;
  const marked = { ...answer };
  for (const [key, was] of Object.entries(asked)) {
    const value = marked[key];
    if (value === undefined || !holdsSecret(was)) continue;
    marked[key] = isObject(value) && isObject(was) && !isSecret(was) ? withSecretsOf(value, was) : secret(value);
  }
  return marked;
}

/** Marks the given top-level properties secret. */
export function withSecretOutputs(outputs: Wire, properties: string[]): Wire {
  const present = properties.filter((key) => outputs[key] !== undefined && !isSecret(outputs[key]));
  return { ...outputs, ...Object.fromEntries(present.map((key) => [key, secret(outputs[key])])) };
}

/** A wire value as a value of the graph: unknowns and secrets by name, resources by id or URN, keys sorted. */
export function graphValue(value: unknown): GraphValue {
  if (value === unknown) return { $unknown: true };
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(graphValue);
  if (!isObject(value)) return value as GraphValue;
  if (value[signatureKey] === secretSignature) return { $secret: graphValue(value.value) };
  if (value[signatureKey] === resourceSignature) return graphValue(value.id ?? value.urn);
  if (value[signatureKey] === assetSignature) return { $asset: contentDigest(value["text"]) };
  if (value[signatureKey] === archiveSignature) return { $archive: graphValue(value["assets"]) };
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return Object.fromEntries(keys.sort().map((key) => [key, graphValue(value[key])]));
}

/** A graph names what an asset holds, as it names a build; the code itself says nothing to who reads a graph. */
function contentDigest(text: unknown): string {
  return `sha256:${createHash("sha256")
    .update(typeof text === "string" ? text : "")
    .digest("hex")}`;
}

export function graphMap(value: Wire): Record<string, GraphValue> {
  return graphValue(value) as Record<string, GraphValue>;
}
