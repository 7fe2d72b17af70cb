import assert from "node:assert/strict";
import { type Lease, LockHeldError, type Sighting } from "../../../runner/lock";
import { takeoverStatement } from "../../../runner/lock/statements";
import { leaseMs, lockId, scene } from "./scene";

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

  it("watches from the answer of its first look, because a heartbeat may come before that", async () => {
    const s = scene();
    const ana = s.machine("ana", { crashAt: 2000 });
    const ben = s.machine("ben", { fates: [{ request: 4000, answer: 500 }] });
    void s.run(ana, 0, () => s.take(ana));
    let since = 0;
    void s.run(ben, 3000, async () => {
      await s.take(ben, { takeover: true });
      since = s.world.now;
    });
    await s.play(200_000);
    assert.ok(since >= 3000 + 4500 + leaseMs, `taken over at ${since}`);
  });

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
    const record = { id: seen.owner, who: "ben", at: "", reason: "", holder: "" };
    assert.equal(s.world.store.apply(takeoverStatement(lockId, acquisition, seen, record)).applied, false);
  });
});
