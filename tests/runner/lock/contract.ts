/** What the lock relies on in a table: the same expectations for the fake in memory and for an emulator. */
import assert from "node:assert/strict";
import {
  type AcquireOptions,
  acquire,
  type Clock,
  forceUnlock,
  type Lease,
  LockHeldError,
  systemClock,
} from "../../../runner/lock";
import type { LockTable, Update } from "../../../runner/lock/table";

/** Time passes as fast as it is waited for. */
function hastyClock(): Clock {
  let now = 0;
  return {
    ...systemClock,
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  };
}

/** A holder that never sends a heartbeat, as if it had stopped. */
const stoppedClock: Clock = { ...systemClock, now: () => 0, sleep: () => new Promise(() => {}) };

/** @param open gives the table under test; it may hold items of other tests. */
export function lockTableContract(title: string, open: () => LockTable): void {
  describe(`lock table contract: ${title}`, () => {
    let count = 0;
    const run = systemClock.uuid();
    const newId = () => `bucket/${run}/slipway/stack-${count++}.prod`;

    const counted = (lockId: string, condition: string, owner: string): Update => ({
      lockId,
      expression: "SET #owner = :owner REMOVE #runUrl ADD #fence :one",
      condition,
      names: { "#owner": "owner", "#runUrl": "runUrl", "#fence": "fence" },
      values: { ":owner": { S: owner }, ":one": { N: "1" } },
    });
    const free = "attribute_not_exists(#owner)";

    it("reads an absent item as absent", async () => {
      assert.equal(await open().get(newId()), undefined);
    });

    it("makes the item with the first write, counts from nothing, and shows the whole item", async () => {
      const lockId = newId();
      const result = await open().update(counted(lockId, free, "ana"));
      const item = { LockID: { S: lockId }, owner: { S: "ana" }, fence: { N: "1" } };
      assert.deepEqual(result, { applied: true, item });
      assert.deepEqual(await open().get(lockId), item);
    });

    it("leaves the item alone when the condition is false, and shows it", async () => {
      const lockId = newId();
      const first = await open().update(counted(lockId, free, "ana"));
      assert.deepEqual(await open().update(counted(lockId, free, "ben")), { applied: false, item: first.item });
      assert.deepEqual(await open().get(lockId), first.item);
    });

    it("shows no item when the condition is false because there is none", async () => {
      const lockId = newId();
      assert.deepEqual(await open().update(counted(lockId, "attribute_exists(#owner)", "ana")), {
        applied: false,
        item: undefined,
      });
      assert.equal(await open().get(lockId), undefined);
    });

    it("removes and sets attributes and maps in one write, by the item as it was", async () => {
      const lockId = newId();
      await open().update(counted(lockId, free, "ana"));
      const record = { M: { who: { S: "ben" } } };
      const result = await open().update({
        lockId,
        expression: "SET #lastForceUnlock = :record REMOVE #owner, #host",
        condition: "#owner = :me AND (attribute_not_exists(#host) OR #host = :me)",
        names: { "#lastForceUnlock": "lastForceUnlock", "#owner": "owner", "#host": "host" },
        values: { ":record": record, ":me": { S: "ana" } },
      });
      const item = { LockID: { S: lockId }, fence: { N: "1" }, lastForceUnlock: record };
      assert.deepEqual(result, { applied: true, item });
    });

    const take = (lockId: string, options: Partial<AcquireOptions> = {}): Promise<Lease> =>
      acquire({
        table: open(),
        clock: stoppedClock,
        stack: "orders.prod",
        lockId,
        holder: { who: "ana", host: "here", pid: 1, operation: "up" },
        ...options,
      });

    it("carries a lock from acquisition over refusal to release and the next acquisition", async () => {
      const lockId = newId();
      const first = await take(lockId);
      await assert.rejects(take(lockId), (error) => error instanceof LockHeldError && error.holder.owner === first.id);
      assert.equal(await first.release({ digest: "d1", versionId: "v1" }), "released");
      const second = await take(lockId);
      assert.equal(second.fence, 2);
      assert.deepEqual(second.recorded, { digest: "d1", versionId: "v1", fence: 1 });
      assert.equal(await second.release(), "released");
    });

    it("lets one of many racers have the lock", async () => {
      const lockId = newId();
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => take(lockId)));
      assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
      for (const result of results) if (result.status === "rejected") assert.ok(result.reason instanceof LockHeldError);
    });

    it("carries a takeover, after which the first holder can neither release nor record", async () => {
      const lockId = newId();
      const first = await take(lockId);
      const second = await take(lockId, { clock: { ...hastyClock() }, takeover: true, leaseMs: 1e12 });
      assert.equal(await first.release({ digest: "d1" }), "lost");
      const item = await open().get(lockId);
      assert.equal(item?.owner?.S, second.id);
      assert.equal(item?.stateDigest, undefined);
      await second.release();
    });

    it("carries a forced release of the named lock only", async () => {
      const lockId = newId();
      const lease = await take(lockId);
      const force = (id: string) =>
        forceUnlock({
          table: open(),
          clock: systemClock,
          stack: "orders.prod",
          lockId,
          id,
          who: "ben",
          reason: "gone",
        });
      await assert.rejects(force("another"), /but under/);
      assert.equal((await force(lease.id)).id, lease.id);
      assert.equal(await lease.release({}), "lost");
      assert.equal((await open().get(lockId))?.lastForceUnlock?.M?.who?.S, "ben");
    });
  });
}
