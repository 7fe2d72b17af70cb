/** Refuses to take away what existing stacks still need, before anything changes. */
import { type Existing, lostAccounts, needing } from "../catalog/removal";
import type { StackPlan } from "../catalog/types";
import type { Verb } from "./engine/verb";
import { RefusedError } from "./exit";
import { existingStacks } from "./orphans";
import type { Session } from "./session";

/**
 * Only stacks of an administrator hold what others need, and only an administrator may list a store, so that other
 * runs are not looked at. What Pulumi Cloud keeps is in no store of ours and is not seen.
 */
export async function refuseRemovals(
  session: Session,
  verb: Verb,
  wanted: readonly StackPlan[],
  find: (session: Session) => Promise<Existing[]> = existingStacks,
): Promise<void> {
  const changes = verb === "up" || verb === "destroy";
  const kept = wanted.filter(({ kind }) => kind === "state" || kind === "account");
  if (!changes || kept.length === 0) return;
  const existing = await find(session);
  const found =
    verb === "up" ? lost(session, existing) : kept.flatMap((plan) => needed(session, plan, wanted, existing));
  if (found.length > 0) throw new RefusedError(`${found.join("\n")}\nNothing was changed.`);
}

function needed(
  { catalog }: Session,
  plan: StackPlan,
  wanted: readonly StackPlan[],
  existing: readonly Existing[],
): string[] {
  const users = needing(catalog, plan, existing).filter((name) => wanted.every((other) => other.name !== name));
  if (users.length === 0) return [];
  const list = users.sort().join(", ");
  return [
    `Stack ${plan.name} cannot be destroyed: ${list} still exist and need it. Destroy them first, or name them with it.`,
  ];
}

function lost({ catalog }: Session, existing: readonly Existing[]): string[] {
  return lostAccounts(catalog, existing).map(
    ({ alias, stacks }) =>
      `Pulumi.yaml: accounts: ${alias} is gone, but ${stacks.join(", ")} still exist there. Put it back, destroy them, and then take it away.`,
  );
}
