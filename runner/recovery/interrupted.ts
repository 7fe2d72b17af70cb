/** What is known of each interrupted creation: from its name, from the cloud, or from what a person found out. */
import type { Deployment, StateResource } from "../engine/inspect";
import { RefusedError } from "../exit";
import { naturalId, type Place } from "./natural-id";

/** What a person found out: URN to the id that exists, or to undefined when nothing was made. */
export type Found = Map<string, string | undefined>;

/** Ids that may be what an interrupted creation made; undefined for types that cannot be searched for. */
export type Locate = (resource: StateResource) => Promise<string[] | undefined>;

export interface Decision {
  resource: StateResource;
  /** Id to look for in the cloud; undefined when nothing was made. */
  id: string | undefined;
  /** Whether the id is known to exist, and not only where the resource would be. */
  exists: boolean;
}

export function interruptedCreations(deployment: Deployment): StateResource[] {
  return (deployment.pending_operations ?? [])
    .filter(({ type }) => type === "creating")
    .map(({ resource }) => resource);
}

export interface Question {
  stack: string;
  resources: StateResource[];
  place: Place;
  found: Found;
  locate: Locate;
  /** Ids that the state has already. */
  known: Set<string>;
}

/** @throws RefusedError with every creation that a person has to look for, and the words to answer with. */
export async function decide({ stack, resources, place, found, locate, known }: Question): Promise<Decision[]> {
  const urns = new Set(resources.map(({ urn }) => urn));
  const strangers = [...found.keys()].filter((urn) => !urns.has(urn));
  if (strangers.length > 0) {
    throw new RefusedError(
      `Stack ${stack}: these are no interrupted creations: ${strangers.join(", ")}.\n` +
        `Interrupted are: ${[...urns].join(", ") || "none"}.`,
    );
  }
  const decisions: Decision[] = [];
  const open: string[] = [];
  for (const resource of resources) {
    const { urn, type, custom, inputs = {} } = resource;
    const natural = naturalId(type, inputs, place);
    if (found.has(urn)) decisions.push({ resource, id: found.get(urn), exists: found.get(urn) !== undefined });
    // Components and providers exist in the state only: the next `up` makes them again.
    else if (!custom || type.startsWith("pulumi:")) decisions.push({ resource, id: undefined, exists: false });
    else if (natural !== undefined) decisions.push({ resource, id: natural, exists: false });
    else {
      const candidates = (await locate(resource))?.filter((id) => !known.has(id));
      if (candidates && candidates.length < 2) {
        decisions.push({ resource, id: candidates[0], exists: candidates.length === 1 });
      } else open.push(`  ${urn}\n    ${whereToLook(stack, type, place, candidates ?? [])}`);
    }
  }
  if (open.length > 0) {
    throw new RefusedError(
      `Stack ${stack}: AWS chose the ids of these interrupted creations, so look whether they were made:\n${open.join("\n")}\n` +
        `Then run \`slipway recover ${stack}\` with, for each, --created <urn>=<id> or --not-created <urn>.`,
    );
  }
  return decisions;
}

function whereToLook(stack: string, type: string, { accountId, region }: Place, candidates: string[]): string {
  if (candidates.length > 0) return `one of these may be it: ${candidates.join(", ")}`;
  return `look for a ${type} with the tag slipway:stack=${stack} in account ${accountId}, ${region}, that is not in the state`;
}
