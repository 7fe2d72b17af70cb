/** Resources of a stack that belong together: a bucket and its policy, a repository and its policy. */
import type { Resource } from "./rule";
import { isUnknown, type Value } from "./values";

/**
 * Whether a value means a resource: by one of its names where both are known, else by dependency.
 * @param names Properties by which others refer to the resource.
 */
export function refers(
  value: Value | undefined,
  to: Resource,
  names: readonly string[],
  dependencies: string[] = [],
): boolean {
  if (typeof value === "string") {
    const known = names.filter((name) => typeof to.props[name] === "string");
    // The engine does not always tell a resource's id.
    return known.length > 0 ? known.some((name) => to.props[name] === value) : dependencies.includes(to.urn);
  }
  return isUnknown(value) && dependencies.includes(to.urn);
}

/** The resources of these types whose property refers to the resource. */
export function joinedTo(
  resource: Resource,
  resources: Resource[],
  { types, by, names }: { types: readonly string[]; by: string; names: readonly string[] },
): Resource[] {
  return resources.filter(
    (each) => types.includes(each.type) && refers(each.props[by], resource, names, each.propertyDependencies[by]),
  );
}

/**
 * What a resource was given for a property. An unknown value that comes from no other resource is an output that
 * the provider computes, and says nothing about the input.
 */
export function given({ props, propertyDependencies }: Resource, property: string): Value | undefined {
  const value = props[property];
  return isUnknown(value) && !propertyDependencies[property]?.length ? undefined : value;
}
