import assert from "node:assert/strict";
import { leftBy } from "../../../runner/engine/guarded";
import type { Checkpoint, LeftState, RecordedPack } from "../../../runner/lock";
import { scene } from "./scene";

const pack: RecordedPack = { version: "0.1.0", digest: "d1", configuration: "c1" };

/** The record after runs that leave these, one after another. */
async function recorded(...runs: Array<LeftState | undefined>) {
  const s = scene();
  const ana = s.machine("ana");
  const done = s.run(ana, 0, async () => {
    for (const left of runs) assert.equal(await (await s.take(ana)).release(left), "released");
  });
  await s.play(10_000);
  assert.equal(await done, undefined);
  return s.item().state;
}

describe("the policy pack in the lock item", () => {
  it("is recorded in the write that frees the lock", async () => {
    assert.deepEqual((await recorded({ digest: "s1", pack }))?.pack, pack);
  });

  it("stays while runs do not write the state, and when a run records nothing", async () => {
    assert.deepEqual(await recorded({ digest: "s1", pack }, { digest: "s1", pack: "as-before" }), {
      digest: "s1",
      versionId: undefined,
      fence: 2,
      pack,
    });
    assert.deepEqual((await recorded({ digest: "s1", pack }, undefined))?.pack, pack);
  });

  it("goes with a write without a pack, and with the state", async () => {
    assert.equal((await recorded({ digest: "s1", pack }, { digest: "s2" }))?.pack, undefined);
    assert.equal((await recorded({ digest: "s1", pack }, {}))?.pack, undefined);
  });

  it("is replaced by another", async () => {
    const other = { ...pack, digest: "d2" };
    assert.deepEqual((await recorded({ digest: "s1", pack }, { digest: "s2", pack: other }))?.pack, other);
  });
});

describe("what a run of the engine leaves", () => {
  const state = (digest: string) => ({ digest, versionId: `v-${digest}` }) as Checkpoint;

  it("is written under the pack of the last command that may write", () => {
    const ran = { engine: true, writing: { pack, done: true } };
    assert.deepEqual(leftBy(ran, state("a"), state("b")), { digest: "b", versionId: "v-b", pack });
    // Unchanged, but judged by today's pack.
    assert.deepEqual(leftBy(ran, state("a"), state("a")).pack, pack);
  });

  it("is written under none after refresh, import and the like", () => {
    const ran = { engine: true, writing: { done: true } };
    assert.deepEqual(leftBy(ran, state("a"), state("b")), { digest: "b", versionId: "v-b" });
  });

  it("is as before when nothing may write, and when a command was declined", () => {
    const { pack: read } = leftBy({ engine: true, writing: undefined }, state("a"), state("a"));
    const { pack: declined } = leftBy({ engine: true, writing: { pack, done: false } }, state("a"), state("a"));
    assert.deepEqual([read, declined], ["as-before", "as-before"]);
  });

  it("counts as written when a failed command changed the state", () => {
    assert.deepEqual(leftBy({ engine: true, writing: { pack, done: false } }, state("a"), state("b")).pack, pack);
    assert.equal(leftBy({ engine: true, writing: { done: false } }, state("a"), state("b")).pack, undefined);
  });

  it("is nothing when there is no state", () => {
    assert.deepEqual(leftBy({ engine: true, writing: { done: true } }, state("a"), undefined), {});
  });
});
