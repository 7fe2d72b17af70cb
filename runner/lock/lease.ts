/** A held lock: heartbeats while it is held, an abort signal when it is lost, one conditional write to release it. */
import { FailedError } from "../exit";
import { duration } from "../terminal";
import type { Clock } from "./clock";
import { forceUnlockCommand, LockLostError, statusCommand } from "./errors";
import { describeHolder, type ForceUnlock, parseItem, type RecordedState } from "./item";
import { heartbeatStatement, type LeftState, releaseStatement } from "./statements";
import { type LockTable, UnansweredError } from "./table";

export interface Lease {
  /** Lock id: the random UUID of this acquisition. */
  readonly id: string;
  /** Number of this acquisition of the stack's lock; every later one is higher. */
  readonly fence: number;
  /** State that the last run recorded, as found at the acquisition. */
  readonly recorded: RecordedState | undefined;
  /** The last forced release, as found at the acquisition. */
  readonly lastForceUnlock: ForceUnlock | undefined;
  /** Aborts, with a `LockLostError` as reason, when the lock is lost: stop writing the state at once. */
  readonly signal: AbortSignal;
  /** Milliseconds for which nobody can have taken the lock after watching it; on the own clock, never below 0. */
  remainingMs(): number;
  /**
   * Ends the heartbeats and frees the lock, in one write with the state that the run leaves. Without `state` the
   * recorded one stays; with `{}` the run has left no checkpoint. `lost`: the lock was taken away
   * meanwhile, and nothing was changed.
   * @throws FailedError when no answer came: the lock may still be held.
   */
  release(state?: LeftState): Promise<"released" | "lost">;
}

export interface Held {
  table: LockTable;
  clock: Clock;
  stack: string;
  lockId: string;
  id: string;
  fence: number;
  leaseMs: number;
  /** The `rvn` that was written, and when its request was sent on the own clock: a lease counts from there. */
  rvn: string;
  confirmedAt: number;
  recorded: RecordedState | undefined;
  lastForceUnlock: ForceUnlock | undefined;
}

/** How often a release is tried at least before it gives up. */
const releaseTries = 6;

/** Starts the heartbeats of a lock that was just taken. */
export function hold(held: Held): Lease {
  const { table, clock, stack, lockId, id, fence, leaseMs } = held;
  // Four heartbeats in a lease; the last sixth is left for the engine to stop in.
  const heartbeatMs = leaseMs / 4;
  const retryMs = leaseMs / 12;
  const usableMs = leaseMs - leaseMs / 6;
  const lost = new AbortController();
  const ended = new AbortController();
  let { rvn, confirmedAt } = held;
  let lastFailure = "";
  let released: Promise<"released" | "lost"> | undefined;

  function lose(why: string): void {
    if (ended.signal.aborted) return;
    ended.abort();
    lost.abort(new LockLostError(stack, id, why));
  }

  /** Renews once; answers after how many milliseconds the next heartbeat is due. */
  async function renew(): Promise<number> {
    const next = clock.uuid();
    const sentAt = clock.now();
    try {
      const result = await table.update(heartbeatStatement(lockId, id, rvn, next));
      if (result.applied) {
        rvn = next;
        confirmedAt = sentAt;
        return heartbeatMs - (clock.now() - sentAt);
      }
      const { holder, lastForceUnlock } = parseItem(lockId, result.item);
      if (holder?.owner === id) {
        // An earlier heartbeat that went unanswered was applied after all.
        rvn = holder.rvn;
        return 0;
      }
      const forced = lastForceUnlock?.id === id ? ` by ${lastForceUnlock.who} (${lastForceUnlock.reason})` : "";
      lose(`it was released${forced}${holder ? ` and is now held: ${describeHolder(holder)}` : ""}`);
    } catch (error) {
      lastFailure = `; the last heartbeat failed: ${(error as Error).message}`;
    }
    return retryMs;
  }

  async function beat(): Promise<void> {
    let wait = heartbeatMs - (clock.now() - confirmedAt);
    for (;;) {
      await clock.sleep(wait, ended.signal);
      if (ended.signal.aborted) return;
      wait = await renew();
    }
  }

  /** Runs beside the heartbeats, because one of those may hang. Looks often: after a sleep the time may long be over. */
  async function guard(): Promise<void> {
    while (!ended.signal.aborted) {
      const left = confirmedAt + usableMs - clock.now();
      if (left <= 0) {
        return lose(`no heartbeat was confirmed for ${duration(clock.now() - confirmedAt)}${lastFailure}`);
      }
      await clock.sleep(Math.min(left, retryMs), ended.signal);
    }
  }

  /** A repeated try decides what became of an unanswered one: either it applies now, or the item shows who was first. */
  async function free(state: LeftState | undefined): Promise<"released" | "lost"> {
    ended.abort();
    const giveUpAt = clock.now() + leaseMs / 2;
    let unanswered = false;
    for (let count = 1; ; count++) {
      try {
        const result = await table.update(releaseStatement(lockId, id, fence, state));
        if (result.applied) return "released";
        if (!unanswered) return "lost";
        // A lock leaves its holder by its own release or by force, and force leaves a record.
        const { lastForceUnlock, state: found } = parseItem(lockId, result.item);
        const unforced = lastForceUnlock?.id === held.lastForceUnlock?.id;
        return unforced || found?.fence === fence ? "released" : "lost";
      } catch (error) {
        unanswered = true;
        // Time alone would let a machine that slept meanwhile give up after a single try.
        if (error instanceof UnansweredError && (clock.now() < giveUpAt || count < releaseTries)) {
          await clock.sleep(retryMs);
          continue;
        }
        throw new FailedError(
          `Stack ${stack}: the run is over, but its lock (id ${id}) may still be held: ${(error as Error).message}. ` +
            `Look with ${statusCommand(stack)}; if it is held under this id: ${forceUnlockCommand(stack, id)}`,
          { cause: error },
        );
      }
    }
  }

  void beat();
  void guard();
  return {
    id,
    fence,
    recorded: held.recorded,
    lastForceUnlock: held.lastForceUnlock,
    signal: lost.signal,
    remainingMs: () => Math.max(0, confirmedAt + leaseMs - clock.now()),
    release: (state) => {
      released ??= free(state);
      return released;
    },
  };
}
