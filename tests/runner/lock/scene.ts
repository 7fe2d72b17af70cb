/** Short words for examples of the lock in virtual time. */
import { type AcquireOptions, acquire, type LockItem, parseItem } from "../../../runner/lock";
import { type Fate, type Machine, type MachineScript, world } from "./world";

export const lockId = "acme-state/prod/slipway/orders.prod";
export const leaseMs = 60_000;

const answered: Fate = { request: 5, answer: 5 };
const lostRequest: Fate = { request: "lost", answer: 5 };
const lostAnswer: Fate = { request: 5, answer: "lost" };
export const fates = { answered, lostRequest, lostAnswer };

export interface Scene {
  world: ReturnType<typeof world>;
  machine(name: string, script?: Partial<MachineScript>): Machine;
  /** Acquires on a machine, for `up` by the machine's name. */
  take(machine: Machine, options?: Partial<AcquireOptions>): ReturnType<typeof acquire>;
  /** Runs on a machine at a time; resolves with its result or its error. */
  run<T>(machine: Machine, at: number, body: () => Promise<T>): Promise<T | Error>;
  play(until: number): Promise<void>;
  item(): LockItem;
}

export function scene(): Scene {
  const w = world();
  return {
    world: w,
    machine: (name, script = {}) => w.machine(name, { offset: 0, calendarError: 0, pauses: [], fates: [], ...script }),
    take: ({ name, table, clock }, options = {}) =>
      acquire({
        table,
        clock,
        stack: "orders.prod",
        lockId,
        leaseMs,
        holder: {
          who: name,
          host: `host of ${name}`,
          pid: 4711,
          operation: "up",
          runUrl: `https://ci.example/${name}`,
        },
        ...options,
      }),
    run: (machine, at, body) =>
      new Promise((resolve) => w.start(machine, at, () => body().then(resolve, (error: Error) => resolve(error)))),
    play: (until) => w.play(until, () => {}),
    item: () => parseItem(lockId, w.store.peek(lockId)),
  };
}
