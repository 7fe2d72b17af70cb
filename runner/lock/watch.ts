/**
 * Watching a lock. Clocks of different machines need not agree: a watcher measures, on its own clock, how long
 * it has seen the same record version number.
 */
import type { Clock } from "./clock";
import { type LockItem, parseItem } from "./item";
import type { LockTable } from "./table";

export interface Sighting {
  item: LockItem;
  /** Milliseconds for which this watcher has seen the present `rvn` unchanged; 0 after a single look. */
  unchangedMs: number;
  /** Whether a heartbeat, or a new holder, was seen since the watch began. */
  alive: boolean;
  /** The holder missed a whole lease. It may be dead, or only paused. */
  expired: boolean;
}

/** A watch; each call takes what was just read and when the answer came, on the watcher's own clock. */
export function watch(): (item: LockItem, now: number) => Sighting {
  let first: { rvn: string | undefined; at: number } | undefined;
  let alive = false;
  return (item, now) => {
    const rvn = item.holder?.rvn;
    if (first?.rvn !== rvn || !first) {
      alive = first !== undefined;
      first = { rvn, at: now };
    }
    const unchangedMs = now - first.at;
    return { item, unchangedMs, alive, expired: item.holder !== undefined && unchangedMs >= item.holder.leaseMs };
  };
}

export interface ObserveOptions {
  table: LockTable;
  clock: Clock;
  lockId: string;
  /** How long to watch a held lock at most, in milliseconds. Default 0: one look. */
  forMs?: number;
  /** Milliseconds between two looks. Default 2000. */
  pollMs?: number;
  signal?: AbortSignal;
}

/** Looks until the holder shows a heartbeat, has missed a whole lease, has gone, or the time is over. */
export async function observe({ table, clock, lockId, forMs = 0, pollMs = 2000, signal }: ObserveOptions) {
  const see = watch();
  const start = clock.now();
  for (;;) {
    const sighting = see(parseItem(lockId, await table.get(lockId)), clock.now());
    const left = start + forMs - clock.now();
    if (!sighting.item.holder || sighting.alive || sighting.expired || left <= 0 || signal?.aborted) return sighting;
    await clock.sleep(Math.min(pollMs, left), signal);
  }
}
