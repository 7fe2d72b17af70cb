import assert from "node:assert/strict";
import { RefusedError } from "../../../runner/exit";
import { forceUnlock, type Lease, observe } from "../../../runner/lock";
import { forceUnlockStatement } from "../../../runner/lock/statements";
import { fates, lockId, type Scene, scene } from "./scene";
import type { Machine } from "./world";

function force({ clock, table, name }: Machine, id: string, reason = "its laptop is gone") {
  return forceUnlock({ table, clock, stack: "orders.prod", lockId, id, who: name, reason });
}

/** A lock that ana holds, and ben's attempt to release it by some id. */
async function attempt(idOf: (lease: Lease) => string, script: Parameters<Scene["machine"]>[1] = {}, reason?: string) {
  const s = scene();
  const [ana, ben] = [s.machine("ana"), s.machine("ben", script)];
  const taken = s.run(ana, 0, () => s.take(ana));
  await s.play(1000);
  const lease = (await taken) as Lease;
  const forced = s.run(ben, 2000, () => force(ben, idOf(lease), reason));
  await s.play(60_000);
  return { s, lease, result: await forced };
}

describe("releasing a state lock by force", () => {
  it("frees exactly the named lock and records who, when, why and from whom", async () => {
    const { s, lease } = await attempt(({ id }) => id);
    const { holder, lastForceUnlock, fence } = s.item();
    assert.equal(holder, undefined);
    assert.equal(fence, 1);
    assert.equal(lastForceUnlock?.id, lease.id);
    assert.equal(lastForceUnlock?.who, "ben");
    assert.equal(lastForceUnlock?.at, "2023-11-14T22:13:22.000Z");
    assert.equal(lastForceUnlock?.reason, "its laptop is gone");
    assert.match(lastForceUnlock?.holder ?? "", /up by ana on host of ana \(process 4711\)/);
  });

  it("refuses a wrong id, names the present holder and changes nothing", async () => {
    const { s, lease, result } = await attempt(() => "some-other-id");
    assert.ok(result instanceof RefusedError);
    assert.ok(result.message.includes(`but under ${lease.id}: up by ana`), result.message);
    assert.equal(s.item().holder?.owner, lease.id);
    assert.equal(s.item().lastForceUnlock, undefined);
  });

  it("frees nothing when the named lock has passed on since it was looked at", async () => {
    const { s, lease } = await attempt(() => "some-other-id");
    const record = { id: "some-other-id", who: "ben", at: "", reason: "", holder: "" };
    assert.equal(s.world.store.apply(forceUnlockStatement(lockId, record)).applied, false);
    assert.equal(s.item().holder?.owner, lease.id);
  });

  it("says so when the lock is free, and who released it", async () => {
    const { s, lease } = await attempt(({ id }) => id);
    const eve = s.machine("eve");
    const again = s.run(eve, 70_000, () => force(eve, lease.id));
    await s.play(80_000);
    assert.match(String(await again), /RefusedError: Stack orders.prod is not locked.*ben released it at 2023/);
  });

  it("knows its own release when the answer was lost", async () => {
    const { result } = await attempt(({ id }) => id, { fates: [fates.answered, fates.lostAnswer] });
    assert.ok("at" in result && result.who === "ben", String(result));
  });

  it("says where to look when no answer comes", async () => {
    const { result } = await attempt(({ id }) => id, { fates: Array(20).fill(fates.lostRequest) });
    assert.match(String(result), /FailedError.*no answer.*slipway lock status orders.prod/);
  });

  it("wants a reason", async () => {
    const { s, lease, result } = await attempt(({ id }) => id, {}, "  ");
    assert.ok(result instanceof RefusedError);
    assert.equal(s.item().holder?.owner, lease.id);
  });
});

describe("looking at a state lock", () => {
  const look = (s: Scene, machine: Machine, at: number, forMs: number) =>
    s.run(machine, at, async () => ({ ...(await observe({ ...machine, lockId, forMs })), at: s.world.now }));

  it("ends at the first heartbeat of a living holder", async () => {
    const s = scene();
    const [ana, ben] = [s.machine("ana"), s.machine("ben")];
    void s.run(ana, 0, () => s.take(ana));
    const seen = look(s, ben, 1000, 90_000);
    await s.play(200_000);
    const sighting = await seen;
    assert.ok("alive" in sighting && sighting.alive && !sighting.expired && sighting.at < 20_000);
  });

  it("calls a holder expired after a whole lease without a heartbeat", async () => {
    const s = scene();
    const [ana, ben] = [s.machine("ana", { crashAt: 500 }), s.machine("ben")];
    void s.run(ana, 0, () => s.take(ana));
    const seen = look(s, ben, 1000, 90_000);
    await s.play(200_000);
    const sighting = await seen;
    assert.ok("alive" in sighting && !sighting.alive && sighting.expired && sighting.at >= 61_000);
  });

  it("counts from the answer of the first look, because a heartbeat may come before that", async () => {
    const s = scene();
    const ana = s.machine("ana", { crashAt: 500 });
    const ben = s.machine("ben", { fates: [{ request: 4000, answer: 500 }] });
    void s.run(ana, 0, () => s.take(ana));
    const seen = look(s, ben, 1000, 90_000);
    await s.play(200_000);
    const sighting = await seen;
    assert.ok("at" in sighting && sighting.at >= 5500 + 60_000);
  });
});
