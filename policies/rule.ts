/** What a rule is: data and a pure function, which run alike in the engine and over a recorded graph. */
import type { Properties } from "./values";

export interface Resource {
  urn: string;
  type: string;
  /** Inputs after the provider's `Check`; for stack rules with the outputs over them. */
  props: Properties;
  /** URNs that each property's value comes from. Stack rules only. */
  propertyDependencies: Record<string, string[]>;
}

/** Where a rule says what it found. */
export interface Report {
  /** @param urn Default: the resource that is judged. */
  violation(message: string, urn?: string): void;
  /** The rule cannot judge, because the value at `path` is unknown before the update. */
  undecided(path: string, urn?: string): void;
}

interface Metadata {
  /** Name in the pack; contract, because configurations disable rules by it. */
  name: string;
  description: string;
  level: "mandatory" | "advisory";
  severity: "low" | "medium" | "high" | "critical";
  topics: string[];
  /** What the rule was drawn from. */
  source: string;
  /** What to do about a violation; a sentence. */
  remedy: string;
  /** What the rule does when a value that it needs is unknown. */
  unknowns: string;
}

/** Judges one resource at a time. */
export interface ResourceRule extends Metadata {
  /** Exact type tokens. */
  types: readonly string[];
  check(resource: Resource, report: Report): void;
}

/** Judges all resources of a stack together. */
export interface StackRule extends Metadata {
  checkStack(resources: Resource[], report: StackReport): void;
}

/** A stack rule always says which resource it means. */
export interface StackReport {
  violation(message: string, urn: string): void;
  undecided(path: string, urn: string): void;
}

export type Rule = ResourceRule | StackRule;
