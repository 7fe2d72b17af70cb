/** Property values as rules see them: plain data, whether they come from the engine or from a recorded graph. */

/** A value that is known after the update only. */
export interface Unknown {
  $unknown: true;
}
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value } | Unknown;
export type Properties = { [key: string]: Value };

export const unknown: Unknown = { $unknown: true };

export function isUnknown(value: Value | undefined): value is Unknown {
  return isObject(value) && value["$unknown"] === true;
}

export function isObject(value: unknown): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One or several values as a list; nothing for an absent or unknown one. */
export function listOf(value: Value | undefined): Value[] {
  if (value === undefined || value === null || isUnknown(value)) return [];
  return Array.isArray(value) ? value : [value];
}

/** The object's property, or undefined where there is none. */
export function at(value: Value | undefined, ...path: string[]): Value | undefined {
  return path.reduce<Value | undefined>(
    (from, key) => (isObject(from) && !isUnknown(from) ? from[key] : undefined),
    value,
  );
}

/**
 * Tags with those of the provider (`tagsAll`, which `Check` of aws 7 adds), else the resource's own. A tag set
 * that is unknown, or absent, has no tags; a tag whose value is unknown is left out.
 */
export function tagsOf(props: Properties): Record<string, string> {
  const tags = props["tagsAll"] ?? props["tags"];
  if (!isObject(tags) || isUnknown(tags)) return {};
  return Object.fromEntries(Object.entries(tags).filter((tag): tag is [string, string] => typeof tag[1] === "string"));
}

const production = /^prod(uction)?([-.]|$)/i;

/** Whether a name says production: `prod`, `production`, `prod-eu-west-1`, `production.2`. */
export function namesProduction(name: string): boolean {
  return production.test(name);
}

/** Whether tags say that a resource serves production: `slipway:production=true`, or an environment tag of that name. */
export function isProduction(tags: Record<string, string>): boolean {
  if (tags["slipway:production"] !== undefined) return tags["slipway:production"] === "true";
  return ["slipway:environment", "environment", "Environment", "env", "Env"].some((key) =>
    namesProduction(tags[key] ?? ""),
  );
}
