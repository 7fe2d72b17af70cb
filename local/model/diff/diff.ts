import { isAutoName, namedProperty } from "../check/names";
import { documentKey, parsedDocument } from "../documents";
import { schemaOf, type TypeSchema } from "../schema";
import { isSet } from "../sets";
import type { ChangeKind, Difference, Properties } from "../types";
import { childPath, isAbsent, isRecord, isUnknown, text } from "../values";
import { deletedFirst, inPlace, replaces, replacingPaths } from "./replacement";

type Plain = "add" | "delete" | "update";

interface Comparison {
  type: string;
  found: Record<string, Plain>;
  ignored: (path: string) => boolean;
}

/** One text for all values that mean the same at a property. */
function key(type: string, name: string, value: unknown): string {
  const document = parsedDocument(value);
  if (document) return `document ${documentKey(document)}`;
  if (Array.isArray(value)) {
    const keys = value.map((item) => key(type, name, item));
    return `[${(isSet(type, name) ? keys.sort() : keys).join(",")}]`;
  }
  if (!isRecord(value)) return JSON.stringify(value);
  const present = Object.entries(value).filter(([n, v]) => n !== "__defaults" && !isAbsent(v));
  const parts = present.map(([n, v]) => `${JSON.stringify(n)}:${key(type, n, v)}`);
  return `{${parts.sort().join(",")}}`;
}

/** Records an added or removed value by its leaves, so that a leaf that replaces is seen. */
function whole(into: Comparison, path: string, value: unknown, kind: Plain): void {
  if (into.ignored(path)) return;
  const parts = isRecord(value) ? Object.entries(value).filter(([, v]) => !isAbsent(v)) : [];
  if (parts.length === 0) into.found[path] = kind;
  for (const [name, part] of parts) whole(into, childPath(path, name), part, kind);
}

function compareSets(into: Comparison, path: string, name: string, olds: unknown[], news: unknown[]): void {
  const keyOf = (value: unknown) => key(into.type, name, value);
  const remaining = new Map<string, number>();
  for (const k of olds.map(keyOf)) remaining.set(k, (remaining.get(k) ?? 0) + 1);
  const take = (k: string): boolean => {
    const count = remaining.get(k) ?? 0;
    if (count > 0) remaining.set(k, count - 1);
    return count > 0;
  };
  const added = [...news.keys()].filter((i) => !take(keyOf(news[i])));
  const removed = [...olds.keys()].filter((i) => take(keyOf(olds[i])));
  for (const i of removed) into.found[childPath(path, i)] = "delete";
  for (const i of added) into.found[childPath(path, i)] = removed.includes(i) ? "update" : "add";
}

function compareLists(into: Comparison, path: string, name: string, olds: unknown[], news: unknown[]): void {
  for (let i = 0; i < Math.max(olds.length, news.length); i++) {
    compare(into, childPath(path, i), name, olds[i], news[i]);
  }
}

/** `name` is the last property name of the path: elements of a list go by the list's. */
function compare(into: Comparison, path: string, name: string, before: unknown, after: unknown): void {
  if (into.ignored(path) || (isAbsent(before) && isAbsent(after))) return;
  if (isAbsent(before)) whole(into, path, after, "add");
  else if (isAbsent(after)) whole(into, path, before, "delete");
  else if (isUnknown(after)) into.found[path] = "update";
  else if (key(into.type, name, before) !== key(into.type, name, after)) compareKnown(into, path, name, before, after);
}

function compareKnown(into: Comparison, path: string, name: string, before: unknown, after: unknown): void {
  if (Array.isArray(before) && Array.isArray(after)) {
    const byPlace = isSet(into.type, name) ? compareSets : compareLists;
    byPlace(into, path, name, before, after);
  } else if (isRecord(before) && isRecord(after)) {
    for (const n of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (n !== "__defaults") compare(into, childPath(path, n), n, before[n], after[n]);
    }
  } else {
    into.found[path] = "update";
  }
}

/** Whether `path` is one of the ignored ones or lies below one; `*` stands for any step. */
function ignoring(patterns: readonly string[]): (path: string) => boolean {
  const steps = (path: string) => path.match(/[^.[\]"]+/g) ?? [];
  const ignored = patterns.map(steps);
  return (path) => {
    const at = steps(path);
    return ignored.some((p) => p.length <= at.length && p.every((step, i) => step === "*" || step === at[i]));
  };
}

/** An explicit name cannot be borne by the old and the new one at once; an auto-name changes with the replacement. */
function nameStays(schema: TypeSchema, olds: Properties, news: Properties): boolean {
  const property = namedProperty(schema);
  const name = property ? text(news[property]) : undefined;
  return name !== undefined && name === olds[property!] && !isAutoName(name);
}

function topLevel(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

/** An argument that is no longer given, but that the provider fills in itself, keeps its value: that is no change. */
function staysAsItIs(schema: TypeSchema | undefined, news: Properties, path: string): boolean {
  const property = topLevel(path);
  return isAbsent(news[property]) && property in (schema?.in ?? {}) && (schema?.out[property]?.endsWith("!") ?? false);
}

/**
 * Compares old and new checked inputs. Sets compare without order, JSON documents by meaning; a value not known yet
 * counts as a change.
 */
export function diff(
  type: string,
  oldInputs: Properties,
  newInputs: Properties,
  ignoreChanges: readonly string[] = [],
): Difference {
  const into: Comparison = { type, found: {}, ignored: ignoring(ignoreChanges) };
  compare(into, "", "", oldInputs, newInputs);
  const schema = schemaOf(type);
  const paths = schema ? replacingPaths(schema) : new Set<string>();
  const details: Record<string, ChangeKind> = {};
  const replaced = new Set<string>();
  for (const [path, kind] of Object.entries(into.found)) {
    if (staysAsItIs(schema, newInputs, path)) continue;
    const replacing = replaces(paths, path) && !inPlace(type, path, oldInputs, newInputs);
    if (replacing) replaced.add(topLevel(path));
    details[path] = replacing ? `${kind}-replace` : kind;
  }
  const changed = Object.keys(details).length > 0;
  const first = schema !== undefined && (deletedFirst.has(type) || nameStays(schema, oldInputs, newInputs));
  const deleteBeforeReplace = replaced.size > 0 && first;
  return { changed, replaces: [...replaced].sort(), details, deleteBeforeReplace };
}
