import assert from "node:assert/strict";
import { FailedError, RefusedError } from "../../../runner/exit";
import { type Lease, LockHeldError, type Sighting } from "../../../runner/lock";
import { takeoverStatement } from "../../../runner/lock/statements";
import { fates, leaseMs, lockId, scene } from "./scene";

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
      `slipway lock force-unlock orders.prod --id ${id} --reason "<text>"`,
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

describe("waiting for the state lock", () => {
  it("acquires as soon as it is free, and reports while it waits", async () => {
    const s = scene();
    const [ana, ben] = [s.machine("ana"), s.machine("ben")];
    void s.run(ana, 0, async () => {
      const lease = await s.take(ana);
      await ana.clock.sleep(90_000);
      await lease.release();
    });
    const seen: Sighting[] = [];
    let since = 0;
    const taken = s.run(ben, 1000, async () => {
      const lease = await s.take(ben, { waitMs: 300_000, onWait: (sighting) => seen.push(sighting) });
      since = s.world.now;
      return lease;
    });
    await s.play(100_000);
    assert.equal(((await taken) as Lease).fence, 2);
    assert.ok(since < 93_000, `acquired at ${since}`);
    assert.ok(seen.length > 20 && seen.at(-1)?.alive, "heartbeats of a living holder are seen");
    assert.equal(
      seen.some(({ expired }) => expired),
      false,
    );
  });

  it("ends with a refusal at its bound, and says that the holder is running", async () => {
    const s = scene();
    const [ana, ben] = [s.machine("ana"), s.machine("ben")];
    void s.run(ana, 0, () => s.take(ana));
    let refusedAt = 0;
    const refused = s.run(ben, 1000, () =>
      s.take(ben, { waitMs: 100_000 }).finally(() => {
        refusedAt = s.world.now;
      }),
    );
    await s.play(200_000);
    assert.match(String(await refused), /heartbeat {2}seen \d+ s ago: it is running/);
    assert.ok(refusedAt >= 101_000 && refusedAt < 102_000, `refused at ${refusedAt}`);
  });

  it("refuses an expired lock too, and says that its holder may be dead or only paused", async () => {
    const s = scene();
    const [ana, ben] = [s.machine("ana", { crashAt: 2000 }), s.machine("ben")];
    void s.run(ana, 0, () => s.take(ana));
    const refused = s.run(ben, 3000, () => s.take(ben, { waitMs: 70_000 }));
    await s.play(200_000);
    const error = await refused;
    assert.ok(error instanceof LockHeldError && error.sighting.expired);
    assert.match(error.message, /its lease of 1 min has expired, it may be dead or only paused/);
  });

  it("ends when the caller gives up", async () => {
    const s = scene();
    const [ana, ben] = [s.machine("ana"), s.machine("ben")];
    const stop = new AbortController();
    void s.run(ana, 0, () => s.take(ana));
    const given = s.run(ben, 1000, () => s.take(ben, { waitMs: 100_000, signal: stop.signal }));
    void s.run(ana, 20_000, async () => stop.abort(new Error("interrupted")));
    await s.play(21_000);
    assert.match(String(await given), /interrupted/);
  });
});

describe("taking over an expired state lock", () => {
  for (const calendarError of [0, 1e10, -1e10]) {
    it(`watches a whole lease on the own clock, with a calendar ${calendarError / 1000} s off`, async () => {
      const s = scene();
      const ana = s.machine("ana", { crashAt: 2000 });
      const ben = s.machine("ben", { calendarError, offset: 777 });
      void s.run(ana, 0, () => s.take(ana));
      let since = 0;
      const taken = s.run(ben, 3000, async () => {
        const lease = await s.take(ben, { takeover: true });
        since = s.world.now;
        return lease;
      });
      await s.play(200_000);
      const lease = (await taken) as Lease;
      assert.ok(since >= 3000 + leaseMs && since < 3000 + leaseMs + 3000, `taken over at ${since}`);
      assert.equal(lease.fence, 2);
      const { lastForceUnlock } = s.item();
      assert.equal(lastForceUnlock?.who, "ben");
      assert.match(lastForceUnlock?.holder ?? "", /ana/);
      assert.match(lastForceUnlock?.reason ?? "", /takeover/);
    });
  }

  it("refuses as soon as it sees a heartbeat", async () => {
    const s = scene();
    const [ana, ben] = [s.machine("ana"), s.machine("ben")];
    void s.run(ana, 0, () => s.take(ana));
    let refusedAt = 0;
    const refused = s.run(ben, 3000, () =>
      s.take(ben, { takeover: true }).finally(() => {
        refusedAt = s.world.now;
      }),
    );
    await s.play(200_000);
    assert.ok((await refused) instanceof LockHeldError);
    assert.ok(refusedAt < 20_000, `refused at ${refusedAt}`);
  });

  it("fails on a heartbeat between the last look and the request", async () => {
    const s = scene();
    const ana = s.machine("ana");
    void s.run(ana, 0, () => s.take(ana));
    await s.play(1000);
    const seen = s.item().holder!;
    await s.play(20_000);
    assert.notEqual(s.item().holder?.rvn, seen.rvn);
    const record = { id: seen.owner, who: "ben", at: "", reason: "", holder: "" };
    const acquisition = {
      owner: "x",
      rvn: "y",
      leaseMs,
      createdAt: "",
      who: "ben",
      host: "b",
      pid: 1,
      operation: "up",
    };
    assert.equal(s.world.store.apply(takeoverStatement(lockId, acquisition, seen, record)).applied, false);
  });
});
