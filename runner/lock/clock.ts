/** Time and chance, as the lock sees them; given by the caller so that tests own both. */
import { randomUUID } from "node:crypto";
import { uptime } from "node:os";
import { setTimeout } from "node:timers/promises";

export interface Clock {
  /** Milliseconds on a monotonic clock that also counts time in which the machine slept. Only differences mean anything. */
  now(): number;
  /** Calendar time: for messages and records, never for a decision. */
  date(): Date;
  /** Resolves after so many milliseconds, or as soon as the signal aborts. Never rejects. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A random UUID. */
  uuid(): string;
}

export const systemClock: Clock = {
  // On Linux performance.now() stands still while a laptop sleeps, although others go on watching the lease;
  // the uptime goes on. On macOS and Windows performance.now() counts sleep itself.
  now: process.platform === "linux" ? () => uptime() * 1000 : () => performance.now(),
  date: () => new Date(),
  sleep: async (milliseconds, signal) => {
    try {
      await setTimeout(Math.max(0, milliseconds), undefined, { signal });
    } catch {
      // Only an abort ends a timer early, and the caller looks at its signal.
    }
  },
  uuid: randomUUID,
};
