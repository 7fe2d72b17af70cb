/** Values on Pulumi's wire, turned into those of the recorded graph. */
import type { GraphValue } from "../../analysis/graph/types";
import { unknown } from "../../local/model/types";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

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

/** The value without its secret marks, as a provider that does not accept secrets receives it. */
export function plain(value: unknown): unknown {
  if (isSecret(value)) return plain(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (value[signatureKey] === resourceSignature) return value.urn;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

export function plainObject(value: unknown): Wire {
  return plain(value) as Wire;
}

function holdsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isObject(value) && Object.values(value).some(holdsSecret);
}

/** Top-level properties that hold a secret somewhere. */
export function secretProperties(value: Wire): Set<string> {
  return new Set(Object.keys(value).filter((key) => holdsSecret(value[key])));
}

/** Marks the given top-level properties secret again, for the answer to the program. */
export function withSecrets(value: Wire, properties: Set<string>): Wire {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, properties.has(key) ? secret(item) : item]),
  );
}

/** A plain wire value as a value of the graph: unknowns and secrets by name, keys sorted. */
export function graphValue(value: unknown): GraphValue {
  if (value === unknown) return { $unknown: true };
  if (isSecret(value)) return { $secret: graphValue(value.value) };
  if (Array.isArray(value)) return value.map(graphValue);
  if (isObject(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(
      entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, graphValue(item)]),
    );
  }
  if (value === undefined) return null;
  return value as GraphValue;
}

export function graphMap(value: Wire, secrets: Set<string> = new Set()): Record<string, GraphValue> {
  return graphValue(withSecrets(value, secrets)) as Record<string, GraphValue>;
}
