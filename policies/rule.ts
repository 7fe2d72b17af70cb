/** What a rule is: data and a pure function, which run alike in the engine and over a recorded graph. */
import type { z } from "zod";
import type { Repair } from "./repair";
import type { Properties } from "./values";

export interface Resource {
  urn: string;
  type: string;
  /** Inputs after the provider's `Check`; for stack rules with the outputs over them. */
  props: Properties;
  /** URNs that each property's value comes from. Stack rules only. */
  propertyDependencies: Record<string, string[]>;
  /** Whether the resource option `protect` keeps it from being deleted. */
  protect: boolean;
}

/** Where a rule says what it found: one violation for each fact. */
export interface Report {
  /** @param urn Default: the resource that is judged. */
  violation(message: string, urn?: string): void;
  /** The rule cannot judge, because the value at `path` is unknown before the update. */
  undecided(path: string, urn?: string): void;
}

export type Level = "mandatory" | "advisory";
export type Severity = "low" | "medium" | "high" | "critical";

/** What packs are chosen by, and what the engine shows. A test holds the doc comment of each rule to it. */
export interface Metadata<Settings extends object = object> {
  /** Name in the pack, `<service>-<thing>-<what is true of it>`; contract, because configurations name it. */
  name: string;
  /** Earlier name, under which configurations may still name the rule. */
  formerly?: string;
  /** What is true of a good resource; a sentence. */
  description: string;
  level: Level;
  severity: Severity;
  /** Service as AWS abbreviates it; also the folder of the rule. */
  service: string;
  topics: readonly string[];
  /** Controls of published standards that ask for the same, such as `FSBP KMS.4`. */
  frameworks?: readonly string[];
  /** What the rule was drawn from. */
  source: string;
  /** What to do about a violation; a sentence. */
  remedy: string;
  /** What the rule does when a value that it needs is unknown. */
  unknowns: string;
  /** What can be configured; every setting has a default. Default: nothing. */
  config?: z.ZodType<Settings>;
}

/** Judges one resource at a time. */
export interface ResourceRule<Settings extends object = object> extends Metadata<Settings> {
  /** Exact type tokens. */
  types: readonly string[];
  check(resource: Resource, report: Report, settings: Settings): void;
  /**
   * What to set so that the resource no longer violates the rule; undefined where it does not. Used only at level
   * `remediate`, and there only where one resource suffices and nothing is replaced.
   */
  remediate?(props: Properties, settings: Settings, type: string): Repair | undefined;
}

/** Judges all resources of a stack together. */
export interface StackRule<Settings extends object = object> extends Metadata<Settings> {
  /** Exact type tokens of what it judges or joins. Default: every type. */
  reads?: readonly string[];
  checkStack(resources: Resource[], report: StackReport, settings: Settings): void;
}

/** A stack rule always says which resource it means. */
export interface StackReport {
  violation(message: string, urn: string): void;
  undecided(path: string, urn: string): void;
}

export type Rule = ResourceRule | StackRule;
