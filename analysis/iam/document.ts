/** A policy document that is to be checked, and what is found in it. */
import { type RuleName, rules } from "./rules";

/**
 * What a document can be for. `inline` and `managed` grant rights to the role or user that holds them; `boundary`,
 * `guardrail` (a service control policy) and `endpoint` (of a VPC endpoint) grant nothing, they only limit; `resource`
 * is the policy of anything that has no kind of its own, as a queue or a secret.
 */
export const kinds = [
  ...(["inline", "managed", "boundary", "guardrail", "trust"] as const),
  ...(["bucket", "key", "topic", "repository", "endpoint", "resource"] as const),
];

export type Kind = (typeof kinds)[number];

export interface CheckedDocument {
  /** As `trust policy of acme-pipeline`. */
  name: string;
  kind: Kind;
  /** As it is sent. */
  json: string;
  /** Stack and URN of the resource that holds it, when it comes from a graph. */
  stack?: string;
  urn?: string;
}

/** What is known of the company. */
export interface Organisation {
  /** Ids of its accounts and of those that it trusts. Undefined: unknown, and external principals are not looked for. */
  accounts?: readonly string[];
  /** AWS Organizations id. */
  id?: string;
}

export interface Finding {
  rule: RuleName;
  level: "mandatory" | "advisory";
  document: string;
  stack?: string;
  urn?: string;
  /** Its `Sid`, or `Statement[n]`; absent when the document as a whole is meant. */
  statement?: string;
  /** What was found, as it stands there. */
  value: string;
  /** What is wrong with it. */
  message: string;
  remedy: string;
  /** Address of the page that the rule follows from. */
  source: string;
}

/** A finding without its document. */
export interface Fact {
  rule: RuleName;
  statement?: string;
  value: string;
  message: string;
}

export function findingOf({ name, stack, urn }: Omit<CheckedDocument, "json" | "kind">, fact: Fact): Finding {
  const { rule, statement, value, message } = fact;
  return {
    rule,
    level: rules[rule].level,
    document: name,
    ...(stack === undefined ? {} : { stack }),
    ...(urn === undefined ? {} : { urn }),
    ...(statement === undefined ? {} : { statement }),
    value,
    message,
    remedy: rules[rule].remedy,
    source: rules[rule].source,
  };
}

/** Whether the document says to whom it speaks. */
export function hasPrincipal(kind: Kind): boolean {
  return !grantsToHolder(kind) && kind !== "boundary" && kind !== "guardrail";
}

/** Whether the document grants rights to the role or user that holds it. */
export function grantsToHolder(kind: Kind): boolean {
  return kind === "inline" || kind === "managed";
}

/** Whether the document only narrows what others grant, so that it may name more than anyone is given. */
export function onlyLimits(kind: Kind): boolean {
  return kind === "boundary" || kind === "guardrail" || kind === "endpoint";
}
