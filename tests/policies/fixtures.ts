/** Stacks as plain data, judged by one rule. */
import { checkGraph, type Finding } from "../../policies/check";
import type { Configuration } from "../../policies/configuration";
import type { Rule } from "../../policies/rule";

export interface Part {
  type: string;
  name?: string;
  inputs?: Record<string, object | string | number | boolean | null>;
  outputs?: Record<string, object | string | number | boolean | null>;
  propertyDependencies?: Record<string, string[]>;
  protect?: boolean;
}

export const unknown = { $unknown: true };

export function urnOf({ type, name = "it" }: Part): string {
  return `urn:pulumi:prod::slipway::${type}::${name}`;
}

export function judge(rule: Rule, ...parts: Part[]): Finding[] {
  return judgeWith(rule, {}, ...parts);
}

/** @param settings The rule's configuration. */
export function judgeWith(rule: Rule, settings: Record<string, unknown>, ...parts: Part[]): Finding[] {
  const configuration: Configuration = { rules: { [rule.name]: settings } };
  return checkGraph({ stacks: [stackOf(parts)] }, [rule], { configuration });
}

export function stackOf(parts: Part[]) {
  const resources = parts.map((part) => ({
    urn: urnOf(part),
    type: part.type,
    inputs: part.inputs ?? {},
    outputs: part.outputs ?? {},
    propertyDependencies: part.propertyDependencies ?? {},
    protect: part.protect ?? false,
  }));
  return { name: "prod", resources };
}

/** The findings without the remedy that ends each message. */
export function messages(rule: Rule, ...parts: Part[]): string[] {
  return judge(rule, ...parts).map(({ level, message }) => `${level}: ${message.replace(` ${rule.remedy}`, "")}`);
}

export function document(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
