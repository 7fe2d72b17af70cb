/** The lock under random schedules in virtual time: what must hold whatever machines and network do. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { FailedError, RefusedError } from "../../../runner/exit";
import { acquire, forceUnlock, type Lease, LockHeldError, LockLostError } from "../../../runner/lock";
import {
  anySchedule,
  type ContenderScript,
  leaseMs,
  type OperatorScript,
  patientSchedule,
  type Schedule,
} from "./schedule";
import { type Applied, type Machine, world } from "./world";

const lockId = "acme-state/prod/slipway/orders.prod";
const stack = "orders.prod";

interface Contender {
  machine: Machine;
  script: ContenderScript;
  lease?: Lease;
  /** From the acquisition until abort or release it believes that it holds the lock. */
  believes: boolean;
  released?: "released" | "lost";
  /** Whether the lease had been aborted before it was released. */
  aborted?: boolean;
  error?: unknown;
  finished: boolean;
}

const ownerOf = (item: Applied["before"]) => item.owner?.S;
const fenceOf = (item: Applied["before"]) => Number(item.fence?.N ?? 0);

const forceOf = (item: Applied["before"]) => item.lastForceUnlock?.M?.id?.S;

async function play({ contenders: scripts, operators }: Schedule) {
  const w = world();
  const acquireOn = (machine: Machine, waitMs: number, takeover: boolean) =>
    acquire({
      table: machine.table,
      clock: machine.clock,
      stack,
      lockId,
      leaseMs,
      waitMs,
      takeover,
      holder: { who: "ana", host: machine.name, pid: 1, operation: "up" },
    });

  async function contend(contender: Contender): Promise<void> {
    const { machine, script } = contender;
    try {
      const lease = await acquireOn(machine, script.waitMs, script.takeover);
      contender.lease = lease;
      contender.believes = !lease.signal.aborted;
      lease.signal.addEventListener("abort", () => {
        contender.believes = false;
      });
      await machine.clock.sleep(script.workMs, lease.signal);
      contender.believes = false;
      contender.aborted = lease.signal.aborted;
      const left = {
        checkpoint: { digest: `digest of ${lease.id}`, versionId: lease.id },
        none: {},
        nothing: undefined,
      };
      contender.released = await lease.release(left[script.leaves]);
    } catch (error) {
      contender.error = error;
    }
    contender.finished = true;
  }

  const named = new Map<string, string>();
  async function force(machine: Machine, { wrong }: OperatorScript): Promise<void> {
    const id = wrong ? "another id" : (w.store.peek(lockId)?.owner?.S ?? "none");
    try {
      await forceUnlock({
        table: machine.table,
        clock: machine.clock,
        stack,
        lockId,
        id,
        who: machine.name,
        reason: "test",
      });
      assert.ok(w.log.some((entry) => entry.machine === machine.name && ownerOf(entry.before) === id));
    } catch (error) {
      assert.ok(error instanceof RefusedError || error instanceof FailedError, `unexpected ${error}`);
    }
    named.set(machine.name, id);
  }

  const contenders = scripts.map((script, index): Contender => {
    const machine = w.machine(`c${index}`, script);
    return { machine, script, believes: false, finished: false };
  });
  for (const contender of contenders) w.start(contender.machine, contender.script.startAt, () => contend(contender));
  let operatorFailure: unknown;
  for (const [index, script] of operators.entries()) {
    const machine = w.machine(`operator${index}`, { ...script, offset: 0, calendarError: 0, pauses: [] });
    w.start(machine, script.at, () =>
      force(machine, script).catch((error) => {
        operatorFailure = error;
      }),
    );
  }
  const forced = () =>
    new Set(w.log.filter(({ machine }) => machine.startsWith("operator")).map(({ before }) => ownerOf(before)));

  await w.play(400 * leaseMs, () => {
    const item = w.store.peek(lockId) ?? {};
    for (const { machine, lease, believes } of contenders) {
      if (!lease || !believes || machine.crashed) continue;
      const valid = w.now < machine.confirmedAt(lease.id) + leaseMs;
      if (machine.running) assert.ok(valid, `${machine.name} goes on although its lease has ended`);
      if (valid && !forced().has(lease.id)) {
        assert.equal(ownerOf(item), lease.id, `${machine.name} holds a valid lease, but the item says otherwise`);
      }
    }
  });
  assert.equal(operatorFailure, undefined);
  for (const { machine, before } of w.log) {
    if (named.has(machine)) assert.equal(ownerOf(before), named.get(machine), "only the named lock is forced");
  }
  return { world: w, contenders, forced: forced(), acquireOn };
}

type Played = Awaited<ReturnType<typeof play>>;

function checkLog({ world: { log }, contenders, forced }: Played): void {
  const acquired = new Set<string>();
  for (const { machine, before, after } of log) {
    const [from, to] = [ownerOf(before), ownerOf(after)];
    if (to !== undefined && to !== from) {
      assert.equal(fenceOf(after), fenceOf(before) + 1, "every acquisition counts the fence up by one");
      assert.ok(!acquired.has(to), `${to} was acquired twice`);
      acquired.add(to);
      const taker = contenders.find((contender) => contender.machine.name === machine);
      if (from !== undefined) assert.ok(taker?.script.takeover, `${machine} took the lock over without being asked to`);
    } else {
      assert.equal(fenceOf(after), fenceOf(before), "only an acquisition moves the fence");
    }
    if (from !== undefined && to === undefined) {
      assert.ok(from.startsWith(`${machine}:`) || forced.has(from), `${machine} freed the lock of ${from}`);
    }
    const state = (item: Applied["before"]) => JSON.stringify([item.stateDigest, item.stateVersionId, item.stateFence]);
    if (state(before) !== state(after)) {
      assert.ok(from?.startsWith(`${machine}:`), `${machine} recorded a state while ${from ?? "nobody"} held the lock`);
      assert.equal(to, undefined, "a state is recorded by the release only");
      assert.equal(after.stateFence?.N, before.fence?.N);
      if (after.stateDigest) assert.equal(after.stateDigest.S, `digest of ${from}`);
      assert.equal(after.stateVersionId?.S, after.stateDigest && from);
    }
  }
}

function checkOutcomes({ world: { log }, contenders, forced }: Played): void {
  for (const { machine, script, lease, aborted, released, error, finished } of contenders) {
    assert.ok(finished || machine.crashed, `${machine.name} never came to an end`);
    if (lease) {
      if (lease.signal.aborted) assert.ok(lease.signal.reason instanceof LockLostError);
      if (aborted !== undefined) assert.equal(lease.signal.aborted, aborted, "nothing is aborted after the release");
      const undisturbed = script.fates.length === 0 && script.pauses.length === 0 && !forced.has(lease.id);
      assert.ok(!undisturbed || !lease.signal.aborted, `${machine.name} was aborted without a reason`);
      const acquisition = log.find(({ after }) => ownerOf(after) === lease.id)!;
      assert.equal(lease.fence, fenceOf(acquisition.after));
      const freed = log.findIndex(
        (entry) =>
          entry.machine === machine.name && ownerOf(entry.before) === lease.id && ownerOf(entry.after) === undefined,
      );
      // Whether its answer was lost and the only evidence is gone, because another lock was forced since.
      const forcedSince = log.slice(freed + 1).some(({ before, after }) => forceOf(before) !== forceOf(after));
      if (released === "released") assert.ok(freed >= 0, `${machine.name} was told that it released, but did not`);
      if (released === "lost") assert.ok(freed < 0 || forcedSince, `${machine.name} released, but was told otherwise`);
    }
    if (error instanceof LockHeldError) {
      assert.ok(!error.holder.owner.startsWith(`${machine.name}:`), `${machine.name} was refused because of itself`);
      assert.ok(log.some(({ after }) => ownerOf(after) === error.holder.owner));
    } else if (error) {
      assert.ok(error instanceof FailedError, `unexpected ${error}`);
    }
  }
}

/** Who may be found in the item after everybody has finished: the dead, and those who said that they may be. */
function checkRest({ world: { store }, contenders }: Played): void {
  const owner = store.peek(lockId)?.owner?.S;
  if (!owner) return;
  const { machine, error } = contenders.find((contender) => owner.startsWith(`${contender.machine.name}:`))!;
  const admitted = error instanceof FailedError && error.message.includes(owner);
  assert.ok(machine.crashed || admitted, `${owner} is left in the item, and nobody knows`);
}

async function checkProgress(played: Played): Promise<void> {
  const { world: w, acquireOn } = played;
  const free = w.store.peek(lockId)?.owner === undefined;
  const last = w.machine("last", { offset: 0, calendarError: 0, pauses: [], fates: [] });
  let lease: Lease | undefined;
  const from = w.now;
  w.start(last, from, async () => {
    lease = await acquireOn(last, 0, !free);
    await lease.release();
  });
  await w.play(from + (free ? 1000 : leaseMs + 10_000), () => {});
  assert.ok(lease, free ? "a free lock was not acquired" : "an abandoned lock was not taken over");
}

/** Found by chance: a machine that sleeps through the time in which it would try to release again. */
const patient = { startAt: 0, waitMs: 6_000_000, takeover: false, workMs: 0, offset: 0, calendarError: 0 };
const waiter = { ...patient, leaves: "checkpoint" as const, pauses: [], crashAt: undefined, fates: [] };
const sleptInItsRelease: Schedule = {
  contenders: [
    {
      ...waiter,
      pauses: [{ at: 5, length: 19_999 }],
      fates: [
        { request: 1, answer: 1 },
        { request: 1, answer: 1 },
        { request: "lost", answer: 1 },
        { request: "lost", answer: 1 },
      ],
    },
    waiter,
    waiter,
  ],
  operators: [],
};

describe("state lock under random schedules", function () {
  this.timeout(60_000);

  it("keeps its promises whatever is lost, delayed, repeated, paused, killed or forced", async () => {
    await fc.assert(
      fc.asyncProperty(anySchedule, async (schedule) => {
        const played = await play(schedule);
        checkLog(played);
        checkOutcomes(played);
        checkRest(played);
        await checkProgress(played);
      }),
      { numRuns: 400 },
    );
  });

  it("is acquired by every contender that waits long enough", async () => {
    await fc.assert(
      fc.asyncProperty(patientSchedule, async (schedule) => {
        const played = await play(schedule);
        checkLog(played);
        checkOutcomes(played);
        for (const { machine, lease, error } of played.contenders) assert.ok(lease, `${machine.name}: ${error}`);
      }),
      { numRuns: 100, examples: [[sleptInItsRelease]] },
    );
  });
});
