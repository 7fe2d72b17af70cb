/** The edit of a state that ends its interrupted operations. */
import type { Deployment, StateResource } from "../engine/inspect";
import type { Decision } from "./interrupted";

interface KnownResource extends StateResource {
  /** `<urn>::<id>` of its provider. */
  provider?: string;
  /** Replaced already, and still to be deleted. */
  delete?: boolean;
  /** Deleted already, and still to be made again. */
  pendingReplacement?: boolean;
}

/**
 * The deployment with every creation that may have happened among its resources, under its id and as the engine
 * recorded it (inputs, parent, provider, protection, dependencies), and without pending operations. It has no
 * outputs: a refresh reads it by its id, as for an import, and drops it when it does not exist. The other kinds of
 * operation concern resources that the state has already, so that a refresh settles them too.
 */
export function adopted(deployment: Deployment, decisions: Decision[]): Deployment {
  const resources: KnownResource[] = [...(deployment.resources ?? [])];
  for (const { resource, id } of decisions) {
    if (id === undefined) continue;
    const made = { ...resource, id: importId(id, resource, resources) };
    const before = resources.findIndex((known) => known.urn === resource.urn && !known.delete);
    if (before < 0) resources.push(made);
    // A replacement: what it replaces is deleted by the next `up`, or is gone already.
    else if (resources[before]!.pendingReplacement) resources.splice(before, 1, made);
    else resources.splice(before, 1, made, { ...resources[before]!, delete: true });
  }
  const { pending_operations: _ended, ...rest } = deployment;
  return { ...rest, resources };
}

/** In another region than its provider's, a resource is imported by `<id>@<region>` (pulumi-aws 7, "Enhanced region support"). */
function importId(id: string, { inputs, provider }: KnownResource, all: KnownResource[]): string {
  const home = all.find((known) => provider === `${known.urn}::${known.id}`)?.inputs?.region;
  const region = inputs?.region;
  return region === undefined || home === undefined || region === home ? id : `${id}@${region}`;
}
