/** Releasing somebody else's lock: only the one that the operator names, and never without a record. */
import { FailedError, RefusedError } from "../exit";
import type { Clock } from "./clock";
import { forceUnlockCommand, statusCommand } from "./errors";
import { describeAge, describeHolder, type ForceUnlock, type LockItem, parseItem } from "./item";
import { forceUnlockStatement } from "./statements";
import { type LockTable, UnansweredError } from "./table";

export interface ForceUnlockOptions {
  table: LockTable;
  clock: Clock;
  stack: string;
  lockId: string;
  /** Lock id exactly as the status shows it. */
  id: string;
  /** Why; kept in the item. */
  reason: string;
  /** Who does it; kept in the item. */
  who: string;
}

const tries = 6;
const retryMs = 2000;

/**
 * Frees the lock if it is held under exactly this id.
 * @returns the record that was kept.
 * @throws RefusedError when the id or reason is missing, the lock is free, or it is held under another id.
 * @throws FailedError when no answer came.
 */
export async function forceUnlock(options: ForceUnlockOptions): Promise<ForceUnlock> {
  const { table, clock, stack, lockId, id, who } = options;
  const reason = options.reason.trim();
  if (id === "" || reason === "") {
    throw new RefusedError(
      `Stack ${stack}: a forced release needs the lock's id and a reason: ${forceUnlockCommand(stack, id || "<id>")}`,
    );
  }
  const at = clock.date().toISOString();
  let unanswered: UnansweredError | undefined;
  for (let count = 0; count < tries; count++) {
    try {
      const item = parseItem(lockId, await table.get(lockId));
      const last = item.lastForceUnlock;
      if (unanswered && last?.id === id && last.who === who && last.at === at) return last;
      if (item.holder?.owner !== id) throw new RefusedError(refusal(stack, id, item, clock.date()));
      const record = { id, who, at, reason, holder: `${describeHolder(item.holder)}, since ${item.holder.createdAt}` };
      if ((await table.update(forceUnlockStatement(lockId, record))).applied) return record;
    } catch (error) {
      if (!(error instanceof UnansweredError)) throw error;
      unanswered = error;
      await clock.sleep(retryMs);
    }
  }
  throw new FailedError(
    `Stack ${stack}: no clear answer whether its lock was released: ${unanswered?.message}. Look with ${statusCommand(stack)}.`,
    { cause: unanswered },
  );
}

function refusal(stack: string, id: string, { holder, lastForceUnlock }: LockItem, now: Date): string {
  if (!holder) {
    const last = lastForceUnlock?.id === id ? ` ${lastForceUnlock.who} released it at ${lastForceUnlock.at}.` : "";
    return `Stack ${stack} is not locked; there is nothing to release.${last}`;
  }
  return (
    `Stack ${stack} is not locked under the id ${id}, but under ${holder.owner}: ${describeHolder(holder)}, ${describeAge(holder, now)}. ` +
    "Nothing was changed. Look at that run first; only if it has certainly ended, repeat with its id."
  );
}
