/** Everything a page shows, read from a graph, its proof and the names of its accounts. */
import type { Organization } from "../../../catalog/types";
import type { Proof } from "../../authorization";
import { inventoryOf } from "../../authorization/inventory";
import { textAt } from "../../authorization/values";
import type { Graph, GraphStack } from "../../graph/types";
import { type PipelineFacts, pipelinesOf } from "./pipelines";
import { type Counts, callerOf, countsOf } from "./proof";
import { type Trusted, trustedBy } from "./trust";

export interface ReportInput {
  graph: Graph;
  proofs: readonly Proof[];
  organization: Pick<Organization, "prefix" | "accounts">;
  /** Shown under the heading, such as a commit or a time. None by default: the same files give the same page. */
  note?: string;
}

export interface AccountFacts {
  id: string;
  /** Alias, or the id where the files give none. */
  label: string;
  /** Whether the graph shows all that is in it. */
  complete: boolean;
  /** Number of its colour, from 0 to `tones` - 1. */
  tone: number;
}

/** How many colours tell accounts apart. */
export const tones = 6;

export interface StackFacts extends Pick<GraphStack, "name" | "kind" | "region" | "dependsOn"> {
  accountId: string;
  /** From 0; stacks of one wave need nothing of each other. */
  wave: number;
  requests: Counts;
}

export interface RoleFacts {
  /** Anchor in the page. */
  id: string;
  arn: string;
  name: string;
  accountId: string;
  stack: string;
  description?: string;
  boundary?: string;
  trustedBy: Trusted[];
  requests: Counts;
}

export interface Facts {
  prefix: string;
  note?: string;
  organizationId?: string;
  accounts: AccountFacts[];
  regions: string[];
  stacks: StackFacts[];
  pipelines: PipelineFacts[];
  roles: RoleFacts[];
  proofs: readonly Proof[];
}

export function factsOf({ graph, proofs, organization, note }: ReportInput): Facts {
  const inventory = inventoryOf(graph);
  const stacks = stacksOf(graph, proofs);
  const pipelines = pipelinesOf(inventory);
  const actions = pipelines.flatMap(({ stages }) => stages.flatMap((stage) => stage.actions));
  const regions = [...stacks, ...actions].flatMap(({ region }) => region ?? []);
  return {
    prefix: organization.prefix,
    ...(note ? { note } : {}),
    ...(graph.organizationId ? { organizationId: graph.organizationId } : {}),
    accounts: accountsOf(graph, organization.accounts),
    regions: [...new Set(regions)].sort(),
    stacks,
    pipelines,
    roles: inventory.roles.map((role, index): RoleFacts => {
      const description = textAt(role.resource.inputs, "description");
      return {
        id: `role-${index + 1}`,
        arn: role.arn,
        name: role.arn.split("/").at(-1)!,
        accountId: role.accountId,
        stack: role.stack.name,
        ...(description ? { description } : {}),
        ...(role.boundary ? { boundary: role.boundary.name.split(" of ")[0]! } : {}),
        trustedBy: trustedBy(role),
        requests: countsOf(proofs.filter((proof) => callerOf(proof) === role.arn)),
      };
    }),
    proofs,
  };
}

/** Accounts of the files first, in their order, then any other that the graph has stacks in. */
function accountsOf({ stacks, complete }: Graph, aliases: Record<string, string>): AccountFacts[] {
  const used = new Set([...Object.values(aliases), ...stacks.map(({ account }) => account)]);
  return [...used].map((id, index) => ({
    id,
    label: Object.keys(aliases).find((alias) => aliases[alias] === id) ?? id,
    complete: complete.includes(id),
    tone: index % tones,
  }));
}

function stacksOf({ stacks }: Graph, proofs: readonly Proof[]): StackFacts[] {
  const depths = new Map<string, number>();
  const depth = (stack: GraphStack, way: ReadonlySet<string>): number => {
    const known = depths.get(stack.name);
    if (known !== undefined) return known;
    if (way.has(stack.name)) return 0;
    const before = stacks.filter(({ name }) => stack.dependsOn.includes(name));
    const found = Math.max(-1, ...before.map((each) => depth(each, new Set([...way, stack.name])))) + 1;
    depths.set(stack.name, found);
    return found;
  };
  return stacks.map((stack) => ({
    name: stack.name,
    kind: stack.kind,
    region: stack.region,
    dependsOn: stack.dependsOn,
    accountId: stack.account,
    wave: depth(stack, new Set()),
    requests: countsOf(proofs.filter(({ request }) => request.stack === stack.name)),
  }));
}
