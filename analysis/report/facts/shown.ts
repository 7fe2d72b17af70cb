/** Values of the graph as a page may show them: what is secret or unknown is said, not shown. */
import type { GraphMap, GraphValue } from "../../graph/types";

export const unknownText = "known after the update";
export const secretText = "secret";

/** Any value as short text. */
export function shownText(value: GraphValue | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "object") return String(value);
  return isMarked(value, "$unknown") ? unknownText : isMarked(value, "$secret") ? secretText : written(value);
}

function written(value: GraphValue): string {
  return JSON.stringify(value, (_key, each: GraphValue) =>
    isMarked(each, "$unknown") ? unknownText : isMarked(each, "$secret") ? secretText : each,
  );
}

function isMarked(value: GraphValue, mark: "$unknown" | "$secret"): boolean {
  return typeof value === "object" && value !== null && mark in value;
}

/** Entries of a map with their values as text; a map that is itself unknown or secret has one, named `all`. */
export function shownEntries(value: GraphValue | undefined): [name: string, text: string][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  if (isMarked(value, "$unknown") || isMarked(value, "$secret")) return [["all", shownText(value)]];
  return Object.entries(value as GraphMap).map(([name, each]) => [name, shownText(each)]);
}
