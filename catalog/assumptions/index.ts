/** Who may assume which role and why, from the files alone: every role of every stack, in the order of the stacks. */
import type { Catalog, StackKind, StackPlan } from "../types";
import { accountAssumptions } from "./account";
import { peopleAssumptions } from "./people";
import { pipelineAssumptions, storeAssumptions, targetAssumptions } from "./services";
import type { Assumption } from "./types";

export type { Assumer, Assumption } from "./types";

type OfStack = (catalog: Catalog, stack: StackPlan) => Assumption[];

/** Kinds that are not here make no role. */
const kinds: Partial<Record<StackKind, OfStack[]>> = {
  state: [storeAssumptions],
  account: [accountAssumptions, peopleAssumptions],
  service: [targetAssumptions],
  pipeline: [pipelineAssumptions],
};

export function assumptions(catalog: Catalog): Assumption[] {
  return catalog.stacks.flatMap((stack) => (kinds[stack.kind] ?? []).flatMap((of) => of(catalog, stack)));
}
