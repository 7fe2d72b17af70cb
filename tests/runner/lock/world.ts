/**
 * A world in virtual time: machines with their own clocks that pause and crash, and a network that loses,
 * delays and repeats. Everything follows from the schedule given, so a failure repeats and shrinks.
 */
import type { Clock } from "../../../runner/lock/clock";
import {
  type Attributes,
  type LockTable,
  UnansweredError,
  type Update,
  type UpdateResult,
} from "../../../runner/lock/table";
import { type FakeTable, fakeTable } from "./dynamo";

/** What becomes of one call. Milliseconds, or `lost`; `again`: the request arrives a second time, so much later. */
export interface Fate {
  request: number | "lost";
  answer: number | "lost";
  again?: number;
}

export interface MachineScript {
  /** Start of its monotonic clock. */
  offset: number;
  /** Error of its calendar, in milliseconds. */
  calendarError: number;
  /** Times at which it stands still, and for how long; its monotonic clock goes on. */
  pauses: { at: number; length: number }[];
  /** When it dies. */
  crashAt?: number;
  /** Fates of its calls in order; calls after the last one are quick. */
  fates: Fate[];
}

/** One write that reached the table and was applied. */
export interface Applied {
  machine: string;
  at: number;
  before: Attributes;
  after: Attributes;
}

export interface Machine {
  readonly name: string;
  readonly clock: Clock;
  readonly table: LockTable;
  readonly running: boolean;
  readonly crashed: boolean;
  /** When the request was sent that wrote the newest `rvn` this machine has been shown as its own, by lock id. */
  confirmedAt(id: string): number;
}

export interface World {
  readonly now: number;
  readonly store: FakeTable;
  readonly log: Applied[];
  machine(name: string, script: MachineScript): Machine;
  /** Runs something on a machine at a time. */
  start(machine: Machine, at: number, run: () => Promise<void>): void;
  /** Plays until nothing is left to happen or the time is over; `check` runs at the end of every instant. */
  play(until: number, check: () => void): Promise<void>;
}

/** Milliseconds after which a call counts as unanswered. */
export const callTimeoutMs = 5000;

const quick: Fate = { request: 5, answer: 5 };

export function world(): World {
  const store = fakeTable();
  const log: Applied[] = [];
  const sentAt = new Map<string, number>();
  let queue: { at: number; order: number; run: () => void }[] = [];
  let order = 0;
  let now = 0;

  function at(time: number, run: () => void): void {
    const event = { at: Math.max(time, now), order: order++, run };
    let index = queue.length;
    while (index > 0 && queue[index - 1]!.at > event.at) index--;
    queue.splice(index, 0, event);
  }

  function machine(name: string, script: MachineScript): Machine {
    let calls = 0;
    let uuids = 0;
    const confirmed = new Map<string, number>();
    const crashed = () => script.crashAt !== undefined && now >= script.crashAt;
    const pausedUntil = () =>
      Math.max(
        ...script.pauses.map((pause) =>
          now >= pause.at && now < pause.at + pause.length ? pause.at + pause.length : 0,
        ),
        0,
      );

    /** Lets something happen on this machine: never once it has crashed, after the pause while it is paused. */
    function deliver(time: number, run: () => void): void {
      at(time, () => {
        if (crashed()) return;
        const later = pausedUntil();
        if (later > now) deliver(later, run);
        else run();
      });
    }

    function call<T>(carryOut: () => T, learn: (result: T) => void): Promise<T> {
      const fate = script.fates[calls++] ?? quick;
      return new Promise((resolve, reject) => {
        let open = true;
        const settle = (time: number, end: () => void) =>
          deliver(time, () => {
            if (!open) return;
            open = false;
            end();
          });
        settle(now + callTimeoutMs, () => reject(new UnansweredError("no answer")));
        if (fate.request === "lost") return;
        at(now + fate.request, () => {
          const result = carryOut();
          if (fate.answer === "lost") return;
          settle(now + fate.answer, () => {
            learn(result);
            resolve(result);
          });
        });
        if (fate.again !== undefined) at(now + fate.request + fate.again, () => void carryOut());
      });
    }

    /** Every item that a machine is shown tells it which of its own writes has been applied. */
    function learn(item: Attributes | undefined): void {
      const owner = item?.owner?.S;
      if (owner?.startsWith(`${name}:`)) {
        confirmed.set(owner, Math.max(confirmed.get(owner) ?? 0, sentAt.get(item!.rvn!.S!)!));
      }
    }

    const table: LockTable = {
      update: (update: Update) => {
        const rvn = update.values[":rvn"]?.S;
        if (rvn) sentAt.set(rvn, now);
        const carryOut = (): UpdateResult => {
          const before = store.peek(update.lockId) ?? {};
          const result = store.apply(update);
          if (result.applied) log.push({ machine: name, at: now, before, after: result.item });
          return result;
        };
        return call(carryOut, (result) => learn(result.item));
      },
      get: (lockId) => call(() => store.peek(lockId), learn),
    };

    const clock: Clock = {
      now: () => now + script.offset,
      date: () => new Date(1_700_000_000_000 + now + script.calendarError),
      uuid: () => `${name}:${uuids++}`,
      sleep: (milliseconds, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve();
          const end = () => {
            signal?.removeEventListener("abort", end);
            resolve();
          };
          signal?.addEventListener("abort", end);
          deliver(now + Math.max(0, milliseconds), end);
        }),
    };

    return {
      name,
      clock,
      table,
      get running() {
        return !crashed() && pausedUntil() <= now;
      },
      get crashed() {
        return crashed();
      },
      confirmedAt: (id) => confirmed.get(id) ?? Number.NEGATIVE_INFINITY,
    };
  }

  return {
    get now() {
      return now;
    },
    store,
    log,
    machine,
    start(target, time, run) {
      at(time, () => {
        if (!target.crashed) void target.clock.sleep(0).then(run);
      });
    },
    async play(until, check) {
      while (queue.length > 0 && queue[0]!.at <= until) {
        const event = queue.shift()!;
        now = event.at;
        event.run();
        // Everything that follows from this event without waiting happens before the next one.
        await new Promise((resolve) => setImmediate(resolve));
        if (queue.length === 0 || queue[0]!.at > now) check();
      }
      queue = queue.filter((event) => event.at > until);
    },
  };
}
