/** Resources with their place, and how one names another. */
import type { GraphResource, GraphStack, GraphValue } from "../../graph/types";
import { textAt } from "../values";

/** A resource with the place that it is made in. */
export interface Placed {
  resource: GraphResource;
  stack: GraphStack;
  accountId: string;
  region: string;
  partition: string;
}

/** A policy as far as the graph shows it. */
export interface ShownPolicy {
  name: string;
  /** JSON text; absent when it is unknown before the update, or not in the graph. */
  document?: string;
  /** A policy of AWS's own, which allows and never denies. */
  byAws: boolean;
}

/** All resources of a type. */
export type All = (type: string) => Placed[];

/** Whether a property of one resource is another: by the same known text in one account, or by dependency. */
export function refers(from: Placed, property: string, to: Placed, name: string | undefined): boolean {
  const value = textAt(from.resource.inputs, property);
  if (value !== undefined) return value === name && from.accountId === to.accountId;
  return (from.resource.propertyDependencies[property] ?? []).includes(to.resource.urn);
}

/**
 * ARN at a path inside a property. One that is known after the update only is that of the resource which the property
 * depends on; undefined where the graph does not tell it.
 */
export function arnAt(from: Placed, candidates: (Placed & { arn: string })[], ...path: [string, ...string[]]) {
  const known = textAt(from.resource.inputs, ...path);
  if (known !== undefined) return known;
  const dependencies = from.resource.propertyDependencies[path[0]] ?? [];
  return candidates.find(({ resource }) => dependencies.includes(resource.urn))?.arn;
}

/** The policy in a property, undefined where there is none. */
export function shown(name: string, value: GraphValue | undefined): ShownPolicy | undefined {
  if (value === undefined || value === null) return undefined;
  const document = textAt(value);
  return { name, byAws: false, ...(document === undefined ? {} : { document }) };
}
