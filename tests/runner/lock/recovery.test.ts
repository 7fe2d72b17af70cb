import assert from "node:assert/strict";
import { type Evidence, recover } from "../../../runner/lock";

const holder = {
  owner: "id-1",
  rvn: "r",
  leaseMs: 60_000,
  who: "ana",
  host: "build-7",
  pid: 4711,
  operation: "up",
  createdAt: "2026-03-04T05:00:00.000Z",
};
const free = { lockId: "x", fence: 3, state: { digest: "aa", fence: 3 } };
const unseen = { unchangedMs: 0, alive: false, expired: false };
const pulumiLock = { key: "k", pid: 4711, username: "ana", hostname: "build-7", timestamp: "2026-03-04T05:00:01Z" };
const pending = [{ type: "creating", urn: "urn:pulumi:x" }];
const forced = { id: "id-1", who: "ben", at: "2026-03-04T06:00:00.000Z", reason: "gone", holder: "ana" };

function advise(evidence: Partial<Evidence>) {
  return recover({
    stack: "orders.prod",
    sighting: { item: free, ...unseen },
    checkpoint: { pending: [] },
    pulumiLocks: [],
    verdict: "same",
    now: new Date("2026-03-04T06:00:00Z"),
    ...evidence,
  });
}

describe("advice for a stack after a bad end", () => {
  it("is none when everything is in order, or there is no stack yet", () => {
    assert.deepEqual(advise({}), []);
    assert.deepEqual(advise({ checkpoint: undefined, verdict: "absent-both" }), []);
  });

  it("is to wait, and nothing else, while the holder shows heartbeats", () => {
    const sighting = { item: { ...free, holder }, unchangedMs: 3000, alive: true, expired: false };
    const advice = advise({ sighting, pulumiLocks: [pulumiLock], checkpoint: { pending }, verdict: "changed" });
    assert.equal(advice.length, 1);
    assert.match(advice[0]!.remedy.join(), /--wait/);
  });

  it("names lock, Pulumi's lock, and what never ended, in the order to act", () => {
    const sighting = { item: { ...free, holder }, unchangedMs: 61_000, alive: false, expired: true };
    const advice = advise({ sighting, pulumiLocks: [pulumiLock], checkpoint: { pending }, verdict: "changed" });
    const commands = advice.flatMap(({ remedy }) => remedy).filter((line) => line.includes("slipway"));
    assert.deepEqual(commands, [
      'Then this releases the lock and repairs what was left: slipway recover orders.prod --id id-1 --reason "<text>"',
      "slipway recover orders.prod",
      "Or, to remove these files and nothing else: slipway pulumi -- cancel --stack orders.prod",
      "slipway recover orders.prod",
      "If the engine still rejects the state: slipway pulumi -- state repair --stack orders.prod",
    ]);
    assert.match(advice[0]!.found, /up by ana on build-7 \(process 4711\), for 1 h, since 2026-03-04.*expired/);
    assert.match(advice[1]!.found, /ana on build-7 \(process 4711\), since 2026-03-04T05:00:01Z/);
    assert.match(advice[2]!.found, /not the one/);
    assert.match(advice[3]!.found, /creating urn:pulumi:x/);
  });

  it("is to look first when the holder was seen only once", () => {
    const [first] = advise({ sighting: { item: { ...free, holder }, ...unseen } });
    assert.match(first!.remedy[0]!, /slipway lock status orders.prod/);
    assert.match(first!.remedy[1]!, /process 4711 on build-7/);
  });

  it("names the run's address where there is one", () => {
    const item = { ...free, holder: { ...holder, runUrl: "https://ci.example/9" } };
    const [first] = advise({ sighting: { item, ...unseen, unchangedMs: 61_000, expired: true } });
    assert.match(first!.remedy[0]!, /https:\/\/ci.example\/9/);
  });

  it("is to recover after a forced release of a run that recorded no state", () => {
    const item = { ...free, fence: 4, lastForceUnlock: forced };
    const [first] = advise({ sighting: { item, ...unseen } });
    assert.match(first!.found, /Run 4 recorded no state; the last forced release was by ben.*gone/);
    assert.equal(first!.remedy[0], "slipway recover orders.prod");
  });

  it("forgets a forced release once a later run has recorded its state", () => {
    const item = { ...free, lastForceUnlock: forced };
    assert.deepEqual(advise({ sighting: { item, ...unseen } }), []);
  });

  it("is to restore a checkpoint that is gone", () => {
    const [first] = advise({ checkpoint: undefined, verdict: "lost" });
    assert.match(first!.remedy[0]!, /Restore its last version/);
  });
});
