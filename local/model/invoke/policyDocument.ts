/** `aws.iam.getPolicyDocument`: builds the JSON text of a policy as the provider does. */

import { letters } from "../ids";
import { type CheckFailure, type InvokeResult, type Properties, unknown } from "../types";
import { holdsUnknown, isRecord } from "../values";

function records(value: unknown): Properties[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** One value stands alone; several are sorted backwards, which is the provider's order. */
function values(value: unknown): string | string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const sorted = value.map(String).sort().reverse();
  return sorted.length === 1 ? sorted[0] : sorted;
}

function principals(value: unknown): unknown {
  const found: Record<string, string[]> = {};
  for (const principal of records(value)) {
    const identifiers = (principal["identifiers"] as unknown[] | undefined)?.map(String) ?? [];
    const kind = String(principal["type"]);
    if (kind === "*" && identifiers.includes("*")) return "*";
    found[kind] = [...(found[kind] ?? []), ...identifiers];
  }
  const kinds = Object.entries(found).map(([kind, identifiers]) => [kind, values(identifiers)]);
  return kinds.length > 0 ? Object.fromEntries(kinds) : undefined;
}

function conditions(value: unknown): unknown {
  const found: Record<string, Record<string, unknown>> = {};
  for (const condition of records(value)) {
    const test = String(condition["test"]);
    const given = condition["values"] as unknown[] | undefined;
    const texts = given?.map(String) ?? [];
    found[test] = { ...found[test], [String(condition["variable"])]: texts.length === 1 ? texts[0] : texts };
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

function statement(given: Properties): Properties {
  const parts: Properties = {
    Sid: given["sid"],
    Effect: given["effect"] ?? "Allow",
    NotAction: values(given["notActions"]),
    Action: values(given["actions"]),
    NotResource: values(given["notResources"]),
    Resource: values(given["resources"]),
    NotPrincipal: principals(given["notPrincipals"]),
    Principal: principals(given["principals"]),
    Condition: conditions(given["conditions"]),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== ""));
}

interface Merged {
  id?: string;
  statements: Properties[];
}

/** Statements of given documents; a statement replaces an earlier one of the same id. */
function add(into: Merged, documents: unknown, property: string, failures: CheckFailure[]): void {
  if (!Array.isArray(documents)) return;
  for (const [index, text] of documents.entries()) {
    if (text === "") continue;
    try {
      const document = JSON.parse(String(text)) as Properties;
      if (typeof document["Id"] === "string") into.id = document["Id"];
      const statements = document["Statement"];
      put(into, Array.isArray(statements) ? records(statements) : records([statements]));
    } catch (error) {
      const reason = `is no JSON document (${(error as Error).message})`;
      failures.push({ property: `${property}[${index}]`, reason });
    }
  }
}

function put(into: Merged, statements: Properties[]): void {
  for (const next of statements) {
    const at = next["Sid"] ? into.statements.findIndex((s) => s["Sid"] === next["Sid"]) : -1;
    if (at < 0) into.statements.push(next);
    else into.statements[at] = next;
  }
}

export function policyDocument(args: Properties): InvokeResult {
  if (holdsUnknown(args)) {
    return { result: { ...args, id: unknown, json: unknown, minifiedJson: unknown }, failures: [] };
  }
  const failures: CheckFailure[] = [];
  const merged: Merged = { statements: [] };
  add(merged, args["sourcePolicyDocuments"], "sourcePolicyDocuments", failures);
  put(merged, records(args["statements"]).map(statement));
  add(merged, args["overridePolicyDocuments"], "overridePolicyDocuments", failures);
  const id = typeof args["policyId"] === "string" ? args["policyId"] : merged.id;
  const head = { Version: args["version"] ?? "2012-10-17", ...(id ? { Id: id } : {}) };
  const document = { ...head, Statement: merged.statements };
  const json = JSON.stringify(document, undefined, 2);
  const digest = letters(json, "document", 10, "0123456789");
  return { result: { ...args, id: digest, json, minifiedJson: JSON.stringify(document) }, failures };
}
