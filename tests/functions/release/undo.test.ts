import assert from "node:assert/strict";
import { beginning, encode } from "../../../functions/release/state";
import { step } from "../../../functions/release/step";
import { minute } from "./world/clock";
import { type Cloud, cloud, digestOf, image, type Platform, platforms } from "./world/cloud";
import { at, Killed, points, release, released, summary } from "./world/run";

const back = { letter: "a", execution: "by-hand", origin: { rollback: true, built: 1000 } };

/** A cloud that runs `a`, with a rollout of `b` that has no end under way. */
async function underWay(platform: Platform): Promise<Cloud> {
  const of = cloud(platform);
  await release(of, { letter: "a", origin: { built: 1000 } });
  (platform === "native" ? of.ecs : of.codedeploy).courses.push("stuck" as never);
  const world = of.world({ letter: "b", execution: "e2", origin: { built: 2000 } });
  for (let state = beginning(digestOf("b"), of.clock.now()); of.rollouts() < 2; ) {
    const result = await step(state, world);
    state = result.state;
    of.clock.advance(result.wait ?? 0);
  }
  of.clock.advance(60);
  return of;
}

function serves(of: Cloud): void {
  assert.equal(of.serves(), image("a"));
  assert.equal(of.rollouts(), 2, "no rollout of its own");
  assert.equal(of.record!.digest, digestOf("a"));
}

for (const platform of platforms) {
  describe(`a rollback by ${platform} while what it takes back is being rolled out`, () => {
    it("stops that, waits for what ran before, and records it", async () => {
      const of = await underWay(platform);
      const { revision } = of.record!;
      const run = await release(of, back);
      assert.match(
        summary(run),
        new RegExp(`^passed: prod runs ${digestOf("a")} as .*: d-?2 was stopped and rolled back`),
      );
      assert.ok(run.said.some((text) => /Waiting for the deployment d-?2 to be rolled back/.test(text)));
      serves(of);
      assert.deepEqual([of.record!.revision, of.record!.built, of.record!.execution], [revision, 1000, "by-hand"]);
    });

    it("goes on after it was killed at any step, from the state kept or from the beginning", async () => {
      const count = await points(await underWay(platform), back);
      assert.ok(count > 8, `${count} points`);
      for (let point = 0; point < count; point += 1) {
        for (const remembers of [true, false]) {
          for (const pause of [0, 600]) {
            const of = await underWay(platform);
            const kept: string[] = [];
            at(of, point, () => {
              throw new Killed();
            });
            const killed = released(of, of.world({ ...back, watched: true }), undefined, kept);
            await assert.rejects(killed, Killed, `point ${point}`);
            of.around = undefined;
            of.clock.advance(pause);
            const run = await release(of, back, remembers ? kept.at(-1) : undefined);
            assert.match(summary(run), /^passed/, `killed at point ${point}, after ${pause} seconds`);
            serves(of);
          }
        }
      }
    });

    it("ends the same when two ask for it at once, wherever the second comes in", async () => {
      const count = await points(await underWay(platform), back);
      for (let point = 0; point < count; point += 1) {
        const of = await underWay(platform);
        let second = beginning(digestOf("a"), of.clock.now());
        at(of, point, async () => {
          for (let wait = 0; wait === 0; ) {
            const result = await step(second, of.world(back));
            second = result.state;
            wait = result.done ? 1 : (result.wait ?? 0);
          }
        });
        assert.match(summary(await release(of, back)), /^passed/, `the first at point ${point}`);
        of.around = undefined;
        assert.match(summary(await release(of, back, encode(second))), /^passed/, `the second at point ${point}`);
        serves(of);
      }
    });

    it("tells the release that it stops, which fails", async () => {
      const of = cloud(platform);
      await release(of, { letter: "a" });
      (platform === "native" ? of.ecs : of.codedeploy).courses.push("stuck" as never);
      const began = of.clock.now();
      let asked = false;
      of.around = async () => {
        if (asked || of.rollouts() < 2 || of.clock.now() - began < 5 * minute) return;
        asked = true;
        const world = of.world(back);
        for (let state = beginning(digestOf("a"), of.clock.now()); ; ) {
          const result = await step(state, world);
          state = result.state;
          if (result.wait) break;
        }
      };
      const run = await release(of, { letter: "b" });
      assert.match(summary(run), /^failed: The deployment .*d-?2.* ended as .*runs again/);
      assert.equal(of.serves(), image("a"));
    });

    it("waits as ever for what replaces something else, and for what nobody takes back", async () => {
      for (const other of [
        { ...back, letter: "c" },
        { ...back, origin: { rollback: false, built: 3000 } },
      ]) {
        const of = await underWay(platform);
        const run = await release(of, { ...other, minutes: 30 });
        assert.match(
          summary(run),
          /^failed: Nothing was started in 30 minutes, waiting for the deployment .* of another/,
        );
        assert.equal(of.rollouts(), 2);
        const stopped = (platform === "native" ? of.ecs.runs : of.codedeploy.runs).at(-1)!.stopped;
        assert.equal(stopped, undefined);
      }
    });

    it("is a release of its own when the deployment comes to its end first", async () => {
      const of = await underWay(platform);
      const world = of.world(back);
      const { state } = await step(beginning(digestOf("a"), of.clock.now()), world);
      assert.equal(state.phase, "undo");
      (platform === "native" ? of.ecs : of.codedeploy).runs.at(-1)!.course = "success";
      of.clock.advance(20 * 60);
      assert.match(summary(await release(of, back, encode(state))), /^passed: .* by d-?3\.$/);
      assert.equal(of.serves(), image("a"));
      assert.equal(of.rollouts(), 3);
    });
  });
}

describe("a rollback by native where a rollout was begun in the place of another", () => {
  it("does not guess what ECS would go back to", async () => {
    const of = await underWay("native");
    await of.ecs.api.update("acme-prod", "orders", of.ecs.current(), true);
    of.ecs.runs.at(-1)!.course = "stuck";
    const run = await release(of, { ...back, minutes: 30 });
    assert.match(summary(run), /^failed: Nothing was started/);
  });
});

describe("a rollback by native that ECS cannot carry out", () => {
  it("fails, and says that somebody has to see to the service", async () => {
    const of = await underWay("native");
    const world = of.world(back);
    const { state } = await step(beginning(digestOf("a"), of.clock.now()), world);
    const asked = await step(state, world);
    const ended = { ...(await of.ecs.api.deployment(state.undone!))!, status: "ROLLBACK_FAILED" };
    const broken = { ...world, ecs: { ...of.ecs.api, deployment: async () => ended } };
    const { done } = await step(asked.state, broken);
    assert.match(
      String(done && !done.passed && done.message),
      /d2 could not be rolled back: see to the service by hand/,
    );
  });
});
