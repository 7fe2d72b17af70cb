import assert from "node:assert/strict";
import { FailedError } from "../../../runner/exit";
import { forceUnlock, type Lease, LockLostError } from "../../../runner/lock";
import { heartbeatStatement } from "../../../runner/lock/statements";
import { fates, leaseMs, lockId, type Scene, scene } from "./scene";
import type { Fate, Machine } from "./world";

function force(s: Scene, { clock, table, name }: Machine) {
  const id = s.item().holder!.owner;
  return forceUnlock({ table, clock, stack: "orders.prod", lockId, id, who: name, reason: "its laptop is gone" });
}

/** Acquires on a machine at time 0 and notes when the lease is aborted. */
function hold(s: Scene, machine: Machine) {
  const seen: { lease?: Lease; abortedAt?: number } = {};
  void s.run(machine, 0, async () => {
    seen.lease = await s.take(machine);
    seen.lease.signal.addEventListener("abort", () => {
      seen.abortedAt = s.world.now;
    });
  });
  return seen;
}

describe("a held state lock", () => {
  it("changes its record version at least every third of the lease, and lives on", async () => {
    const s = scene();
    const seen = hold(s, s.machine("ana"));
    let last: string | undefined;
    for (let time = leaseMs / 3; time < 10 * leaseMs; time += leaseMs / 3) {
      await s.play(time);
      assert.notEqual(s.item().holder?.rvn, last);
      last = s.item().holder?.rvn;
    }
    assert.equal(seen.abortedAt, undefined);
    assert.equal(s.item().fence, 1);
  });

  it("survives heartbeats that are lost, or whose answer is lost, while the lease lasts", async () => {
    const s = scene();
    const lost: Fate[] = [fates.lostRequest, fates.lostAnswer, fates.lostAnswer];
    const script = [fates.answered, fates.answered, ...lost, fates.answered, fates.answered, ...lost];
    const seen = hold(s, s.machine("ana", { fates: script }));
    await s.play(10 * leaseMs);
    assert.ok(seen.lease);
    assert.equal(seen.abortedAt, undefined);
  });

  it("is aborted before its lease ends when no heartbeat gets through, and tells why", async () => {
    const s = scene();
    const script = [fates.answered, fates.answered, ...Array(50).fill(fates.lostRequest)];
    const seen = hold(s, s.machine("ana", { fates: script }));
    await s.play(10 * leaseMs);
    const { lease, abortedAt } = seen;
    assert.ok(abortedAt && abortedAt > leaseMs / 2 && abortedAt < leaseMs, `aborted at ${abortedAt}`);
    const reason = lease!.signal.reason;
    assert.ok(reason instanceof LockLostError);
    assert.match(reason.message, /no heartbeat was confirmed for 50 s; the last heartbeat failed: no answer/);
  });

  it("is aborted within a third of the lease when it was released by force, naming by whom and why", async () => {
    const s = scene();
    const [ana, ben] = [s.machine("ana"), s.machine("ben")];
    const seen = hold(s, ana);
    void s.run(ben, 100_000, () => force(s, ben));
    await s.play(10 * leaseMs);
    assert.ok(seen.abortedAt && seen.abortedAt > 100_000 && seen.abortedAt < 100_000 + leaseMs / 3);
    assert.match(String(seen.lease!.signal.reason), /released by ben \(its laptop is gone\)/);
  });

  it("is aborted as soon as a machine that stood still for longer than the lease wakes up", async () => {
    const s = scene();
    const seen = hold(s, s.machine("ana", { pauses: [{ at: 30_000, length: 600_000 }] }));
    await s.play(700_000);
    assert.equal(seen.abortedAt, 630_000);
  });

  it("counts a heartbeat from its request, not from its answer", async () => {
    const s = scene();
    const slow: Fate = { request: 5, answer: 4000 };
    const seen = hold(s, s.machine("ana", { fates: [fates.answered, fates.answered, slow] }));
    await s.play(19_500);
    const remaining = seen.lease!.remainingMs();
    assert.ok(remaining > leaseMs - 5000 && remaining < leaseMs - 3500, `${remaining} ms`);
  });

  it("cannot get an old record version back by a heartbeat that arrives late", async () => {
    const s = scene();
    const seen = hold(s, s.machine("ana"));
    await s.play(1000);
    const first = s.item().holder!.rvn;
    await s.play(40_000);
    const late = heartbeatStatement(lockId, seen.lease!.id, first, "late");
    assert.equal(s.world.store.apply(late).applied, false);
  });
});

describe("releasing the state lock", () => {
  const checkpoint = { digest: "d1", versionId: "v1" };

  it("frees it and records the state in one write; the fence stays", async () => {
    const s = scene();
    const ana = s.machine("ana");
    const released = s.run(ana, 0, async () => (await s.take(ana)).release(checkpoint));
    await s.play(100_000);
    assert.equal(await released, "released");
    assert.equal(s.world.log.length, 2, "one write to take it, one to release it, no heartbeat after");
    const { LockID, ...rest } = s.world.store.peek(lockId)!;
    assert.deepEqual(rest, {
      fence: { N: "1" },
      stateDigest: { S: "d1" },
      stateVersionId: { S: "v1" },
      stateFence: { N: "1" },
    });
  });

  it("shows the next holder what was recorded, keeps it without a state, and forgets the checkpoint that is gone", async () => {
    const s = scene();
    const ana = s.machine("ana");
    const recorded: unknown[] = [];
    void s.run(ana, 0, async () => {
      for (const state of [checkpoint, undefined, {}, undefined]) {
        const lease = await s.take(ana);
        recorded.push(lease.recorded);
        await lease.release(state);
      }
    });
    await s.play(10_000);
    const first = { digest: "d1", versionId: "v1", fence: 1 };
    assert.deepEqual(recorded, [undefined, first, first, { digest: undefined, versionId: undefined, fence: 3 }]);
  });

  it("says that it was lost and changes nothing when another has it meanwhile", async () => {
    const s = scene();
    const ana = s.machine("ana", { pauses: [{ at: 1000, length: 200_000 }] });
    const ben = s.machine("ben");
    const released = s.run(ana, 0, async () => {
      const lease = await s.take(ana);
      await ana.clock.sleep(10_000);
      return lease.release(checkpoint);
    });
    void s.run(ben, 2000, () => s.take(ben, { takeover: true }));
    await s.play(300_000);
    assert.equal(await released, "lost");
    assert.equal(s.item().holder?.who, "ben");
    assert.equal(s.item().state, undefined);
  });

  for (const [what, state] of [["a state", checkpoint] as const, ["no state", undefined] as const]) {
    it(`is known to have happened, with ${what}, when only the answer was lost and another has it already`, async () => {
      const s = scene();
      const ana = s.machine("ana", { fates: [fates.answered, fates.answered, fates.lostAnswer] });
      const ben = s.machine("ben");
      const released = s.run(ana, 0, async () => (await s.take(ana)).release(state));
      void s.run(ben, 1000, () => s.take(ben));
      await s.play(20_000);
      assert.equal(await released, "released");
      assert.equal(s.item().holder?.who, "ben");
    });
  }

  it("is known to be lost when the answer that would have said so was lost", async () => {
    const s = scene();
    const ana = s.machine("ana", { fates: [fates.answered, fates.answered, fates.lostAnswer] });
    const ben = s.machine("ben");
    const released = s.run(ana, 0, async () => {
      const lease = await s.take(ana);
      await ana.clock.sleep(5000);
      return lease.release(checkpoint);
    });
    void s.run(ben, 1000, () => force(s, ben));
    await s.play(30_000);
    assert.equal(await released, "lost");
    assert.equal(s.item().state, undefined);
  });

  it("says how to free it when no answer comes", async () => {
    const s = scene();
    const ana = s.machine("ana", { fates: [fates.answered, fates.answered, ...Array(50).fill(fates.lostRequest)] });
    const released = s.run(ana, 0, async () => (await s.take(ana)).release(checkpoint));
    await s.play(100_000);
    const error = await released;
    assert.ok(error instanceof FailedError);
    assert.ok(error.message.includes(`slipway lock force-unlock orders.prod --id ${s.item().holder?.owner}`));
  });

  it("happens once, however often it is asked for", async () => {
    const s = scene();
    const ana = s.machine("ana");
    const released = s.run(ana, 0, async () => {
      const lease = await s.take(ana);
      return String(await Promise.all([lease.release(checkpoint), lease.release({})]));
    });
    await s.play(1000);
    assert.equal(await released, "released,released");
    assert.equal(s.item().state?.digest, "d1");
  });
});
