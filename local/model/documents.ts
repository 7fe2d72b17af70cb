/** JSON documents in properties: two texts with one meaning are one document. */
import type { Properties } from "./types";
import { isRecord } from "./values";

/** The object or list that a text spells, or undefined when it is no JSON document. */
export function parsedDocument(value: unknown): Properties | unknown[] | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as Properties | unknown[];
  } catch {
    return undefined;
  }
}

/** JSON text with sorted keys: equal for equal values. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "null";
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${keys.sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)}}`;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function sortedTexts(value: unknown): string[] {
  return [...new Set(list(value).map(String))].sort();
}

/** An account's id and the ARN of its root mean the same principal. */
function principalName(name: string): string {
  return /^arn:[\w-]+:iam::(\d{12}):root$/.exec(name)?.[1] ?? name;
}

function principals(value: unknown): unknown {
  if (value === "*") return { AWS: ["*"] };
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([kind, names]) => [kind, sortedTexts(names).map(principalName)]),
  );
}

function conditions(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const operator = (tests: unknown) =>
    isRecord(tests) ? Object.fromEntries(Object.entries(tests).map(([key, v]) => [key, sortedTexts(v)])) : tests;
  return Object.fromEntries(Object.entries(value).map(([name, tests]) => [name, operator(tests)]));
}

const listed = new Set(["Action", "NotAction", "Resource", "NotResource"]);

function statement(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const part = ([name, v]: [string, unknown]): [string, unknown] => {
    if (listed.has(name)) return [name, sortedTexts(v)];
    if (name === "Principal" || name === "NotPrincipal") return [name, principals(v)];
    return [name, name === "Condition" ? conditions(v) : v];
  };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, v]) => !(name === "Sid" && v === ""))
      .map(part),
  );
}

/** One text for all documents of one meaning; in policies the order of statements, actions and principals has none. */
export function documentKey(document: Properties | unknown[]): string {
  if (!isRecord(document) || !("Statement" in document)) return canonical(document);
  const statements = list(document["Statement"]).map((s) => canonical(statement(s)));
  return canonical({ ...document, Statement: statements.sort() });
}

/** The document with lists of one written as one value, and with lists and statements sorted, as AWS gives it back. */
export function asReturned(document: Properties): Properties {
  const collapse = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.length === 1 ? value[0] : value;
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, collapse(v)]));
  };
  const statements = list(document["Statement"]).map((s) => collapse(statement(s)));
  return { Version: "2008-10-17", ...document, Statement: statements };
}
