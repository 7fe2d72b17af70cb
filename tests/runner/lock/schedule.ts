/** Random schedules for the lock: contenders, an operator, and what befalls them. */
import fc from "fast-check";
import type { Fate, MachineScript } from "./world";

export const leaseMs = 60_000;

export interface ContenderScript extends MachineScript {
  startAt: number;
  waitMs: number;
  takeover: boolean;
  workMs: number;
  /** What its run leaves: a checkpoint, none, or nothing to record. */
  leaves: "checkpoint" | "none" | "nothing";
}

export interface OperatorScript {
  /** When it force-unlocks, by the present lock's id or by a wrong one. */
  at: number;
  wrong: boolean;
  fates: Fate[];
}

export interface Schedule {
  contenders: ContenderScript[];
  operators: OperatorScript[];
}

const soon = fc.integer({ min: 1, max: 300 });
const late = fc.integer({ min: 300, max: 2 * leaseMs });
const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ request: soon, answer: soon }) },
  { weight: 1, arbitrary: fc.record({ request: fc.constant<"lost">("lost"), answer: soon }) },
  { weight: 2, arbitrary: fc.record({ request: soon, answer: fc.constant<"lost">("lost") }) },
  { weight: 1, arbitrary: fc.record({ request: late, answer: soon }) },
  { weight: 1, arbitrary: fc.record({ request: soon, answer: late }) },
  { weight: 1, arbitrary: fc.record({ request: soon, answer: soon, again: late }) },
);
const fates = fc.array(fate, { maxLength: 30 });
const pause = fc.record({
  at: fc.nat(4 * leaseMs),
  length: fc.oneof(fc.integer({ min: 100, max: 10_000 }), fc.integer({ min: 10_000, max: 3 * leaseMs })),
});

const contender: fc.Arbitrary<ContenderScript> = fc.record({
  startAt: fc.nat(2 * leaseMs),
  waitMs: fc.oneof(fc.constant(0), fc.nat(5 * leaseMs)),
  takeover: fc.boolean(),
  workMs: fc.nat(3 * leaseMs),
  leaves: fc.constantFrom("checkpoint", "none", "nothing"),
  offset: fc.nat(1_000_000),
  calendarError: fc.integer({ min: -1e10, max: 1e10 }),
  pauses: fc.array(pause, { maxLength: 2 }),
  crashAt: fc.option(fc.nat(5 * leaseMs), { nil: undefined, freq: 4 }),
  fates,
});

const operator: fc.Arbitrary<OperatorScript> = fc.record({ at: fc.nat(4 * leaseMs), wrong: fc.boolean(), fates });

/** Anything goes. */
export const anySchedule: fc.Arbitrary<Schedule> = fc.record({
  contenders: fc.array(contender, { minLength: 1, maxLength: 4 }),
  operators: fc.array(operator, { maxLength: 2 }),
});

/** Bad network and pauses, but nobody dies, nobody is forced, and everybody has patience. */
export const patientSchedule: fc.Arbitrary<Schedule> = fc.record({
  contenders: fc.array(
    contender.map((script) => ({ ...script, crashAt: undefined, takeover: false, waitMs: 100 * leaseMs })),
    { minLength: 2, maxLength: 4 },
  ),
  operators: fc.constant([]),
});
