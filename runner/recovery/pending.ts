/** Decides what is known of each interrupted creation, from its natural id or from what a person found out. */

import type { Deployment, StateResource } from "../engine/inspect";
import { RefusedError } from "../exit";
import { naturalId } from "./natural-id";

/** What a person found out: URN to the id that exists, or to undefined when nothing was made. */
export type Found = Map<string, string | undefined>;

export interface Decision {
  resource: StateResource;
  /** Id to look for in the cloud; undefined when nothing was made. */
  id: string | undefined;
}

export function interruptedCreations(deployment: Deployment): StateResource[] {
  return (deployment.pending_operations ?? [])
    .filter(({ type }) => type === "creating")
    .map(({ resource }) => resource);
}

export function decide(stack: string, resources: StateResource[], found: Found): Decision[] {
  const open: StateResource[] = [];
  const decisions = resources.map((resource) => {
    const id = naturalId(resource.type, resource.inputs ?? {});
    if (id === undefined && !found.has(resource.urn)) open.push(resource);
    return { resource, id: found.has(resource.urn) ? found.get(resource.urn) : id };
  });
  if (open.length > 0) {
    const list = open
      .map(({ urn, type }) => `  ${urn}\n    look for a ${type} with the tag slipway:stack=${stack}`)
      .join("\n");
    throw new RefusedError(
      `Stack ${stack}: AWS chose the ids of these interrupted creations, so look whether they were made:\n${list}\n` +
        `Then run \`slipway recover ${stack}\` with, for each, --created <urn>=<id> or --not-created <urn>.`,
    );
  }
  return decisions;
}

/** Arguments of `pulumi refresh` that take the found resources into the state and drop the others. */
export function refreshArgs(decisions: Decision[]): string[] {
  const imports = decisions.filter(({ id }) => id !== undefined).map(({ resource, id }) => `${resource.urn},${id}`);
  return imports.flatMap((pair) => pair.split(",").flatMap((value) => ["--import-pending-creates", value]));
}
