/** What decides about requests in a graph: roles, buckets, keys, topics and repositories, with their policies. */
import type { Graph } from "../../graph/types";
import { textAt } from "../values";
import { type GuardrailsOf, guardrailsOf } from "./guardrails";
import type { Placed } from "./placed";
import { type Role, rolesOf } from "./roles";
import {
  type Bucket,
  bucketsOf,
  type Key,
  keysOf,
  type Repository,
  repositoriesOf,
  type Topic,
  topicsOf,
} from "./stores";

export { arnAt, type Placed, refers, type ShownPolicy } from "./placed";
export type { Role } from "./roles";
export type { Bucket, Key, Repository, Topic } from "./stores";

export interface Inventory {
  graph: Graph;
  /** Every resource. */
  placed: Placed[];
  all(type: string): Placed[];
  roles: Role[];
  buckets: Bucket[];
  keys: Key[];
  topics: Topic[];
  repositories: Repository[];
  /** Service control policies that concern an account. */
  guardrails: GuardrailsOf;
}

export function inventoryOf(graph: Graph): Inventory {
  const placed = graph.stacks.flatMap((stack) =>
    stack.resources.map((resource): Placed => {
      const accountId = resource.provider?.account ?? stack.account;
      const region = textAt(resource.inputs, "region") ?? resource.provider?.region ?? stack.region;
      return { resource, stack, accountId, region, partition: stack.partition };
    }),
  );
  const all = (type: string) => placed.filter(({ resource }) => resource.type === type);
  const keys = keysOf(all);
  return {
    graph,
    placed,
    all,
    roles: rolesOf(all),
    keys,
    buckets: bucketsOf(all, keys),
    topics: topicsOf(all, keys),
    repositories: repositoriesOf(all),
    guardrails: guardrailsOf(all),
  };
}
