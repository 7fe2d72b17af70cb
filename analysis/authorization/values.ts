/** Reading values of the recorded graph. */
import type { GraphMap, GraphValue } from "../graph/types";

/** The value without its secret mark. */
function open(value: GraphValue | undefined): GraphValue | undefined {
  return isObject(value) && "$secret" in value ? open(value["$secret"] as GraphValue) : value;
}

function isObject(value: GraphValue | undefined): value is GraphMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path, or undefined where there is none, or where it is unknown. */
export function at(value: GraphValue | undefined, ...path: string[]): GraphValue | undefined {
  const here = open(value);
  if (isObject(here) && here["$unknown"] === true) return undefined;
  if (path.length === 0) return here;
  return isObject(here) ? at(here[path[0]!], ...path.slice(1)) : undefined;
}

/** Text at a path; undefined when it is absent or unknown. */
export function textAt(value: GraphValue | undefined, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** Known items of the list at a path. */
export function listAt(value: GraphValue | undefined, ...path: string[]): GraphValue[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Text values of the map at a path. */
export function textsAt(value: GraphValue | undefined, ...path: string[]): Record<string, string> {
  const found = at(value, ...path);
  if (!isObject(found)) return {};
  return Object.fromEntries(
    Object.keys(found).flatMap((key) => {
      const text = textAt(found, key);
      return text === undefined ? [] : [[key, text]];
    }),
  );
}
