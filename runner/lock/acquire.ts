/** Taking a stack's lock: at once, after waiting, or, when the operator asks, from a holder that missed its lease. */
import { FailedError } from "../exit";
import { duration } from "../terminal";
import type { Clock } from "./clock";
import { describeHeartbeat, forceUnlockCommand, LockHeldError, statusCommand } from "./errors";
import { describeHolder, type HolderFacts, type LockItem, parseItem } from "./item";
import { hold, type Lease } from "./lease";
import { acquireStatement, takeoverStatement } from "./statements";
import { type Attributes, type LockTable, UnansweredError, type Update, type UpdateResult } from "./table";
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
  const {
    table,
    clock,
    stack,
    lockId,
    holder,
    leaseMs = 60_000,
    waitMs = 0,
    pollMs = 2000,
    takeover,
    signal,
  } = options;
  const startedAt = clock.now();
  const see = watch();
  /** The rvn of every request for the lock to the time it was sent: a lease counts from the request that was applied. */
  const requests = new Map<string, number>();
  /** The lock id asked for, and the fence seen when it was. */
  let asked: { id: string; fence: number } | undefined;
  let silentSince: number | undefined;
  /** A request for the lock went unanswered, and no answer since has settled what became of it. */
  let unsettled = false;

  const leaseOf = (item: LockItem): Lease =>
    hold({
      table,
      clock,
      stack,
      lockId,
      id: item.holder!.owner,
      leaseMs,
      fence: item.fence,
      rvn: item.holder!.rvn,
      confirmedAt: requests.get(item.holder!.rvn)!,
      recorded: item.state,
      lastForceUnlock: item.lastForceUnlock,
    });

  const statement = (item: LockItem, sighting: Sighting): Update => {
    const createdAt = clock.date().toISOString();
    // A moved fence may mean that an unanswered request was applied and its lock force-unlocked: that id is spent.
    if (asked?.fence !== item.fence) asked = { id: clock.uuid(), fence: item.fence };
    const acquisition = { ...holder, owner: asked.id, rvn: clock.uuid(), leaseMs, createdAt };
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

  /** One look and, if the lock can be had, one request for it. `seen`: the item as it stood when the answer was no. */
  async function attempt(known: Attributes | undefined): Promise<{ lease?: Lease; seen?: Attributes }> {
    const item = parseItem(lockId, known ?? (await table.get(lockId)));
    const sighting = see(item, clock.now());
    silentSince = undefined;
    if (item.holder && item.holder.owner === asked?.id) return { lease: leaseOf(item) };
    if (!item.holder || (takeover && sighting.expired)) {
      const result = await request(statement(item, sighting));
      return result.applied ? { lease: leaseOf(parseItem(lockId, result.item)) } : { seen: result.item };
    }
    // Held by another since: the fence or the rvn that an earlier request named is gone, so that cannot apply any more.
    unsettled = false;
    await rest(item, sighting);
    return {};
  }

  async function request(update: Update): Promise<UpdateResult> {
    try {
      const result = await table.update(update);
      unsettled = false;
      return result;
    } catch (error) {
      if (error instanceof UnansweredError) unsettled = true;
      throw error;
    }
  }

  /** Waits before the next look at a held lock, or refuses. */
  async function rest(item: LockItem, sighting: Sighting): Promise<void> {
    const waitedMs = clock.now() - startedAt;
    // A takeover watches as long as nothing speaks for a living holder, however short the waiting.
    const watching = takeover && !sighting.alive;
    const left = watching
      ? Math.max(waitMs - waitedMs, item.holder!.leaseMs - sighting.unchangedMs)
      : waitMs - waitedMs;
    if (left <= 0) throw new LockHeldError(stack, item.holder!, sighting, clock.date());
    options.onWait?.(sighting, waitedMs);
    await clock.sleep(Math.min(pollMs, left), signal);
    signal?.throwIfAborted();
  }

  let known: Attributes | undefined;
  for (;;) {
    try {
      const { lease, seen } = await attempt(known);
      if (lease) return lease;
      known = seen;
    } catch (error) {
      known = undefined;
      silentSince ??= clock.now();
      const silentMs = clock.now() - silentSince;
      if (
        error instanceof UnansweredError &&
        silentMs < (signal?.aborted ? patienceMs : Math.max(patienceMs, waitMs))
      ) {
        await clock.sleep(retryMs, unsettled ? undefined : signal);
        if (!unsettled) signal?.throwIfAborted();
        continue;
      }
      if (!unsettled && !(error instanceof UnansweredError)) throw error;
      throw new FailedError(
        `Stack ${stack}: no answer about its lock for ${duration(silentMs)}: ${(error as Error).message}. ` +
          (unsettled && asked
            ? `It may have been taken under the id ${asked.id}. Look with ${statusCommand(stack)}; if it is held under this id: ${forceUnlockCommand(stack, asked.id)}`
            : "It was not taken and nothing was changed; try again when the lock table answers."),
        { cause: error },
      );
    }
  }
}
