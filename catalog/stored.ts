/** Which stacks' states lie in a store of ours; those of the `cloud` backend are in Pulumi Cloud. */
import type { StackPlan, StateLocation } from "./types";

export type StoredPlan = StackPlan & { state: StateLocation };

export function isStored(plan: StackPlan): plan is StoredPlan {
  return plan.state !== undefined;
}

/** Where a stack's state lies; throws for one whose state is in Pulumi Cloud, which has no place, lock or key of ours. */
export function stateOf({ name, state }: StackPlan): StateLocation {
  if (state) return state;
  throw new Error(
    `stack ${name} has its state in Pulumi Cloud, and no place, lock or secrets key in Slipway's store: ` +
      "Pulumi Deployments runs it, and its page in Pulumi Cloud shows state and runs.",
  );
}
