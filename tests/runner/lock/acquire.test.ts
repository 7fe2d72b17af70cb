import assert from "node:assert/strict";
import { FailedError, RefusedError } from "../../../runner/exit";
import { forceUnlock, type Lease, LockHeldError } from "../../../runner/lock";
import { acquireStatement } from "../../../runner/lock/statements";
import { fates, leaseMs, lockId, scene } from "./scene";

const acquisition = { owner: "x", rvn: "y", leaseMs, createdAt: "", who: "ben", host: "b", pid: 1, operation: "up" };

describe("acquiring the state lock", () => {
  it("takes a free lock, counts the fence up and says who holds it", async () => {
    const s = scene();
    const ana = s.machine("ana");
    const taken = s.run(ana, 0, () => s.take(ana));
    await s.play(1000);
    const lease = (await taken) as Lease;
    assert.equal(lease.fence, 1);
    const { holder, fence } = s.item();
    assert.equal(fence, 1);
    assert.deepEqual(holder, {
      owner: lease.id,
      rvn: holder?.rvn,
      leaseMs,
      who: "ana",
      host: "host of ana",
      pid: 4711,
      runUrl: "https://ci.example/ana",
      operation: "up",
      createdAt: holder?.createdAt,
    });
  });

  it("refuses a held lock at once, naming the holder and the commands that help", async () => {
    const s = scene();
    const [ana, ben] = [s.machine("ana"), s.machine("ben")];
    const first = s.run(ana, 0, () => s.take(ana));
    const second = s.run(ben, 65_000, () => s.take(ben));
    await s.play(70_000);
    const { id } = (await first) as Lease;
    const error = await second;
    assert.ok(error instanceof LockHeldError);
    for (const part of [
      "Stack orders.prod is locked: up by ana on host of ana (process 4711), for 1 min 5 s",
      "not known after one look",
      `lock id    ${id}`,
      "https://ci.example/ana",
      "--wait",
      "slipway lock status orders.prod",
      `slipway recover orders.prod --id ${id} --reason "<text>"`,
    ]) {
      assert.ok(error.message.includes(part), `${part} is missing in:\n${error.message}`);
    }
  });

  it("recognises its own lock when the answer to its request was lost", async () => {
    const s = scene();
    const ana = s.machine("ana", { fates: [fates.answered, fates.lostAnswer] });
    const taken = s.run(ana, 0, () => s.take(ana));
    await s.play(10_000);
    assert.equal(((await taken) as Lease).id, s.item().holder?.owner);
    assert.equal(s.item().fence, 1);
  });

  it("counts the lease from the request that was applied, not from the answer", async () => {
    const s = scene();
    const ana = s.machine("ana", { fates: [fates.answered, fates.lostAnswer] });
    let remaining = 0;
    void s.run(ana, 0, async () => {
      remaining = (await s.take(ana)).remainingMs();
    });
    await s.play(10_000);
    assert.ok(remaining > 0 && remaining <= leaseMs - 5000, `${remaining} ms`);
  });

  it("asks again when its request was lost", async () => {
    const s = scene();
    const ana = s.machine("ana", { fates: [fates.answered, fates.lostRequest] });
    const taken = s.run(ana, 0, () => s.take(ana));
    await s.play(10_000);
    assert.equal(((await taken) as Lease).fence, 1);
  });

  it("is not taken a second time by a repeated request that arrives after the release", async () => {
    const s = scene();
    const ana = s.machine("ana", { fates: [fates.answered, { ...fates.answered, again: 500 }] });
    void s.run(ana, 0, async () => (await s.take(ana)).release());
    await s.play(10_000);
    assert.equal(s.item().holder, undefined);
    assert.equal(s.item().fence, 1);
  });

  it("is not taken from a holder, whatever fence was seen", async () => {
    const s = scene();
    const ana = s.machine("ana");
    void s.run(ana, 0, () => s.take(ana));
    await s.play(1000);
    assert.equal(s.world.store.apply(acquireStatement(lockId, acquisition, s.item().fence)).applied, false);
  });

  it("is asked for under a new id when the first one was taken and force-unlocked without its knowing", async () => {
    const s = scene();
    const ana = s.machine("ana", { fates: [fates.answered, fates.lostAnswer] });
    const ben = s.machine("ben");
    const taken = s.run(ana, 0, () => s.take(ana));
    let spent = "";
    void s.run(ben, 1000, () => {
      spent = s.item().holder!.owner;
      return forceUnlock({ ...ben, stack: "orders.prod", lockId, id: spent, who: "ben", reason: "gone" });
    });
    await s.play(10_000);
    const lease = (await taken) as Lease;
    assert.notEqual(lease.id, spent);
    assert.equal(lease.fence, 2);
  });

  it("names the id that may be held when no answer comes any more", async () => {
    const s = scene();
    const ana = s.machine("ana", { fates: [fates.answered, ...Array(20).fill(fates.lostAnswer)] });
    const taken = s.run(ana, 0, () => s.take(ana));
    await s.play(200_000);
    const error = await taken;
    assert.ok(error instanceof FailedError);
    assert.ok(error.message.includes(`--id ${s.item().holder?.owner} --reason`), error.message);
  });

  it("says that nothing was taken when the table never answered", async () => {
    const s = scene();
    const ana = s.machine("ana", { fates: Array(20).fill(fates.lostRequest) });
    const taken = s.run(ana, 0, () => s.take(ana));
    await s.play(200_000);
    assert.match(String(await taken), /FailedError.*It was not taken/);
  });

  it("passes a definite refusal of the table on at once", async () => {
    const s = scene();
    const ana = s.machine("ana");
    const table = { ...ana.table, update: () => Promise.reject(new RefusedError("AccessDeniedException")) };
    const taken = s.run(ana, 0, () => s.take({ ...ana, table }));
    await s.play(1000);
    assert.match(String(await taken), /^RefusedError: AccessDeniedException$/);
  });

  it("names every attribute that it cannot use in an item that another tool wrote", async () => {
    const s = scene();
    const ana = s.machine("ana");
    s.world.store.put(lockId, { owner: { S: "terraform" }, leaseMs: { S: "soon" }, fence: { N: "1.5" } });
    const taken = s.run(ana, 0, () => s.take(ana));
    await s.play(1000);
    assert.match(String(await taken), /RefusedError: .*fence is .*rvn is missing.*leaseMs is /);
  });
});
