/** Taking a stack's lock: at once, after waiting, or, when the operator asks, from a holder that missed its lease. */
import { FailedError } from "../exit";
import { duration } from "../terminal";
import type { Clock } from "./clock";
import { describeHeartbeat, forceUnlockCommand, LockHeldError, statusCommand } from "./errors";
import { describeHolder, type HolderFacts, type LockItem, parseItem } from "./item";
import { hold, type Lease } from "./lease";
import { acquireStatement, takeoverStatement } from "./statements";
import { type Attributes, type LockTable, UnansweredError, type Update } from "./table";
import { type Sighting, watch } from "./watch";

export interface AcquireOptions {
  table: LockTable;
  clock: Clock;
  /** Stack name, for messages. */
  stack: string;
  /** Partition key of the stack's item: `<bucket>/<prefix>/<project>/<stack>`. */
  lockId: string;
  /** Who asks, for those who find the lock held. */
  holder: HolderFacts;
  /** Milliseconds without a heartbeat after which the lock counts as expired. Default 60 000. */
  leaseMs?: number;
  /** How long to wait for a held lock, in milliseconds. Default 0: refuse at once. */
  waitMs?: number;
  /** Milliseconds between two looks while waiting. Default 2000. */
  pollMs?: number;
  /**
   * Take the lock from a holder that showed no heartbeat for a whole lease while being watched. Expired is not
   * dead: a paused holder that wakes up still writes the checkpoint. So this is the operator's choice. Default false.
   */
  takeover?: boolean;
  /** Called after every look that finds the lock held. */
  onWait?: (sighting: Sighting, waitedMs: number) => void;
  /** Ends the waiting. */
  signal?: AbortSignal;
}

/** How long calls may go unanswered before the acquisition gives up, in milliseconds; longer when it may wait longer. */
const patienceMs = 30_000;
const retryMs = 1000;

/**
 * @throws LockHeldError when somebody else holds the lock and the waiting is over.
 * @throws FailedError when calls went unanswered, so that the lock may have been taken.
 */
export async function acquire(options: AcquireOptions): Promise<Lease> {
  const { table, clock, stack, lockId, holder, leaseMs = 60_000, waitMs = 0, pollMs = 2000, takeover, signal } = options;
  const id = clock.uuid();
  const startedAt = clock.now();
  const see = watch();
  /** The rvn of every request for the lock to the time it was sent: a lease counts from the request that was applied. */
  const requests = new Map<string, number>();
  let silentSince: number | undefined;
  /** A request went unanswered and no answer since has settled what became of it. */
  let unsettled = false;

  const leaseOf = (item: LockItem): Lease =>
    hold({
      table,
      clock,
      stack,
      lockId,
      id,
      leaseMs,
      fence: item.fence,
      rvn: item.holder!.rvn,
      confirmedAt: requests.get(item.holder!.rvn)!,
      recorded: item.state,
      lastForceUnlock: item.lastForceUnlock,
    });

  const statement = (item: LockItem, sighting: Sighting): Update => {
    const createdAt = clock.date().toISOString();
    const acquisition = { ...holder, owner: id, rvn: clock.uuid(), leaseMs, createdAt };
    requests.set(acquisition.rvn, clock.now());
    if (!item.holder) return acquireStatement(lockId, acquisition, item.fence);
    return takeoverStatement(lockId, acquisition, item.holder, {
      id: item.holder.owner,
      who: holder.who,
      at: createdAt,
      reason: `takeover; heartbeat: ${describeHeartbeat(sighting)}`,
      holder: describeHolder(item.holder),
    });
  };

  /** Asks once; an item is what the lock looks like when the answer was no. */
  async function look(known: Attributes | undefined): Promise<Lease | Attributes | undefined> {
    const item = parseItem(lockId, known ?? (await table.get(lockId)));
    const sighting = see(item, clock.now());
    silentSince = undefined;
    if (item.holder?.owner === id) return leaseOf(item);
    if (!item.holder || (takeover && sighting.expired)) {
      unsettled = true;
      const result = await table.update(statement(item, sighting));
      unsettled = false;
      return result.applied ? leaseOf(parseItem(lockId, result.item)) : result.item;
    }
    unsettled = false;
    await rest(item, sighting);
    return undefined;
  }

  /** Waits before the next look at a held lock, or refuses. */
  async function rest(item: LockItem, sighting: Sighting): Promise<void> {
    const waitedMs = clock.now() - startedAt;
    // A takeover watches as long as nothing speaks for a living holder, however short the waiting.
    const watching = takeover && !sighting.alive;
    const left = watching ? Math.max(waitMs - waitedMs, item.holder!.leaseMs - sighting.unchangedMs) : waitMs - waitedMs;
    if (left <= 0) throw new LockHeldError(stack, item.holder!, sighting, clock.date());
    options.onWait?.(sighting, waitedMs);
    await clock.sleep(Math.min(pollMs, left), signal);
    signal?.throwIfAborted();
  }

  let known: Attributes | undefined;
  for (;;) {
    try {
      const answer = await look(known);
      if (answer && "release" in answer) return answer as Lease;
      known = answer as Attributes | undefined;
    } catch (error) {
      known = undefined;
      silentSince ??= clock.now();
      const patient = clock.now() - silentSince < Math.max(patienceMs, waitMs);
      if (error instanceof UnansweredError && patient) {
        await clock.sleep(retryMs);
        continue;
      }
      if (!unsettled && !(error instanceof UnansweredError)) throw error;
      throw new FailedError(
        `Stack ${stack}: no answer about its lock for ${duration(clock.now() - silentSince)}: ${(error as Error).message}. ` +
          (unsettled
            ? `It may have been taken under the id ${id}. Look with ${statusCommand(stack)}; if it is held under this id: ${forceUnlockCommand(stack, id)}`
            : "It was not taken and nothing was changed; try again when the lock table answers."),
        { cause: error },
      );
    }
  }
}
