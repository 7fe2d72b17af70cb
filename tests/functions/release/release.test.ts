import assert from "node:assert/strict";
import { beginning, encode } from "../../../functions/release/state";
import { step } from "../../../functions/release/step";
import { awsError, minute } from "./world/clock";
import { cloud, digestOf, host, image, type Platform, placeholder, platforms } from "./world/cloud";
import { at, Killed, points, release, released, summary } from "./world/run";

/** A cloud in which a first release has succeeded. */
async function running(platform: Platform, letter = "a") {
  const of = cloud(platform);
  assert.match(summary(await release(of, { letter })), /^passed/);
  return of;
}

for (const platform of platforms) {
  describe(`a release by ${platform}`, () => {
    it("replaces the placeholder at first, and records what runs", async () => {
      const of = cloud(platform);
      assert.equal(of.serves(), placeholder);
      const run = await release(of, { origin: { built: 1000 } });
      assert.match(summary(run), new RegExp(`^passed: prod runs ${digestOf("a")} as .*, by d-?1\\.$`));
      assert.equal(of.serves(), image("a"));
      assert.equal(of.rollouts(), 1);
      const { digest, images, built, execution, revision } = of.record!;
      assert.deepEqual([digest, built, execution], [digestOf("a"), 1000, "e1"]);
      assert.equal(Object.values(images)[0], image("a"));
      assert.ok(run.outcome.passed && run.outcome.variables["Revision"] === revision);
    });

    it("has nothing to do when digest and template are both current", async () => {
      const of = await running(platform);
      const revisions = [of.ecs.revisions("orders-prod"), of.lambda.versions.length];
      const again = await release(of, { execution: "e2" });
      assert.match(summary(again), /^passed: .*nothing was to do/);
      assert.equal(of.rollouts(), 1);
      assert.deepEqual([of.ecs.revisions("orders-prod"), of.lambda.versions.length], revisions);
      assert.equal(of.record!.execution, "e2");
    });

    it("releases a template that changed, with the digest that runs", async () => {
      const of = await running(platform);
      of.template(1024);
      assert.match(summary(await release(of)), /^passed: .*, by d-?2\.$/);
      assert.equal(of.serves(), image("a"));
      if (platform === "lambda") {
        assert.deepEqual(of.lambda.versions.at(-1), { code: image("a"), memory: 1024 });
        assert.equal(of.lambda.alias.version, "3");
      } else {
        const { arn, described } = (await of.ecs.api.taskDefinition("orders-prod"))!;
        assert.equal(described["memory"], "1024");
        assert.equal(platform === "native" ? of.ecs.current() : of.ecs.primary, arn);
      }
    });

    it("goes on after it was killed at any step, from the state kept or from the beginning, with one rollout", async () => {
      const count = await points(cloud(platform));
      assert.ok(count > 15, `${count} points`);
      for (let point = 0; point < count; point += 1) {
        for (const remembers of [true, false]) {
          const of = cloud(platform);
          const kept: string[] = [];
          at(of, point, () => {
            throw new Killed();
          });
          const world = of.world({ watched: true });
          await assert.rejects(released(of, world, undefined, kept), Killed, `point ${point}`);
          of.around = undefined;
          of.clock.advance(120);
          const from = remembers ? kept.at(-1) : undefined;
          const where = `killed at point ${point}, ${remembers ? "with" : "without"} its state`;
          assert.match(summary(await release(of, {}, from)), /^passed/, where);
          assert.equal(of.rollouts(), 1, where);
          assert.ok(of.ecs.revisions("orders-prod") <= 1, where);
          assert.ok(of.lambda.versions.length <= 2, where);
          assert.equal(of.serves(), image("a"), where);
        }
      }
    });

    it("ends in one rollout when two run at once, wherever the second comes in", async () => {
      const count = await points(cloud(platform));
      for (let point = 0; point < count; point += 1) {
        const of = cloud(platform);
        let second = beginning(digestOf("a"), of.clock.now());
        at(of, point, async () => {
          // As far as it comes without waiting.
          for (let wait = 0; wait === 0; ) {
            const result = await step(second, of.world());
            second = result.state;
            wait = result.done ? 1 : (result.wait ?? 0);
          }
        });
        const first = await release(of);
        of.around = undefined;
        const other = await release(of, {}, encode(second));
        assert.match(summary(first), /^passed/, `the first at point ${point}`);
        assert.match(summary(other), /^passed/, `the second at point ${point}`);
        assert.equal(of.rollouts(), 1, `at point ${point}`);
      }
    });

    it("asks again, and only then goes on, when AWS throttles or fails any call", async () => {
      const count = await points(cloud(platform));
      const faults = [
        awsError("ThrottlingException", "Rate exceeded"),
        Object.assign(awsError("Odd"), { $metadata: { httpStatusCode: 503 } }),
      ];
      for (let point = 0; point < count; point += 1) {
        const of = cloud(platform);
        at(of, point, () => {
          throw faults[point % 2]!;
        });
        assert.match(summary(await release(of)), /^passed/, `fault at point ${point}`);
        assert.equal(of.rollouts(), 1, `fault at point ${point}`);
      }
    });

    it("ends with the error itself where no further try would help", async () => {
      const of = cloud(platform);
      at(of, 4, () => {
        throw awsError("AccessDeniedException", "not authorised");
      });
      await assert.rejects(release(of), { name: "AccessDeniedException" });
    });

    it("refuses content that is not what the gates approved, and starts nothing", async () => {
      const of = cloud(platform);
      const run = await release(of, { content: { digest: digestOf("b") } });
      assert.match(
        summary(run),
        new RegExp(`^failed: The gates approved ${digestOf("a")}, but .* are ${digestOf("b")}`),
      );
      assert.equal(of.rollouts(), 0);
      assert.equal(of.record, undefined);
    });

    it("refuses what is older than what runs, unless a rollback is asked for", async () => {
      const of = cloud(platform);
      await release(of, { letter: "b", origin: { built: 2000 } });
      const older = { letter: "a", origin: { built: 1000 } };
      assert.match(
        summary(await release(of, older)),
        /^failed: .*before what runs in prod: sha256:b+.*ask for a rollback/,
      );
      assert.equal(of.serves(), image("b"));
      const back = await release(of, { ...older, origin: { built: 1000, rollback: true } });
      assert.match(summary(back), /^passed/);
      assert.equal(of.serves(), image("a"));
      assert.equal(of.record!.built, 1000);
    });

    it("refuses an image of another repository than the service's own, and starts nothing", async () => {
      const of = cloud(platform);
      const own = image("a");
      for (const foreign of [
        own.replace("111111111111", "999999999999"),
        own.replace("orders", "billing"),
        own.replace("us-east-1", "eu-west-1"),
        own.replace("/web@", "/web/more@"),
        own.replace(host, "public.ecr.aws"),
      ]) {
        const text = summary(await release(of, { content: { images: { web: foreign } } }));
        assert.match(text, /^failed: The image web is .*come from 111111111111\.dkr\..*\/acme\/orders\/web only/);
      }
      assert.equal(of.rollouts(), 0);
    });

    it("refuses an image by tag, and one that the build did not hand on", async () => {
      const tag = image("a").replace(/@.*/, ":latest");
      assert.match(
        summary(await release(cloud(platform), { content: { images: { web: tag } } })),
        /^failed: .*names no digest/s,
      );
      assert.match(
        summary(await release(cloud(platform), { content: { images: {} } })),
        /^failed: .*image.* web.*build\.images/,
      );
    });

    it("rolls a rollout back that takes longer than it may, and says what was waited for", async () => {
      const of = await running(platform);
      (platform === "native" ? of.ecs : of.codedeploy).courses.push("stuck" as never);
      const began = of.clock.now();
      const run = await release(of, { letter: "b", minutes: 30 });
      assert.match(
        summary(run),
        /^failed: It had not ended after 30 minutes, waiting for d-?2.*and was stopped\. .*(runs again)/,
      );
      assert.ok(of.clock.now() - began < 40 * minute);
      assert.equal(of.serves(), image("a"));
      assert.equal(of.record!.digest, digestOf("a"));
    });

    it("waits for another release's rollout, and fails without a start when that does not end in time", async () => {
      const of = await running(platform);
      (platform === "native" ? of.ecs : of.codedeploy).courses.push("stuck" as never);
      const other = of.world({ letter: "b" });
      let state = beginning(digestOf("b"), of.clock.now());
      for (let index = 0; index < 12; index += 1) {
        ({ state } = await step(state, other));
        of.clock.advance(10);
      }
      assert.equal(of.rollouts(), 2);
      const run = await release(of, { letter: "c", minutes: 20 });
      assert.match(
        summary(run),
        /^failed: Nothing was started in 20 minutes, waiting for the deployment d-?2 of another release/,
      );
      assert.equal(of.rollouts(), 2);
    });

    it("says once what it waits for", async () => {
      const { said } = await release(cloud(platform));
      assert.ok(said.length >= 1 && new Set(said).size === said.length, said.join("\n"));
      assert.ok(said.every((text) => text.startsWith("Waiting for ")));
    });
  });
}

describe("a release by native whose rollout `pulumi up` begins anew", () => {
  it("follows the rollout in its place, which is of the same revision", async () => {
    const of = await running("native");
    of.ecs.courses.push("stuck");
    let begun = false;
    of.around = async (call, when) => {
      if (begun || call !== "ecs.deployment" || when === "after") return;
      begun = true;
      // A change of the capacity: the provider names no task definition, and forces a deployment.
      await of.ecs.api.update("acme-prod", "orders", of.ecs.current(), true);
    };
    assert.match(summary(await release(of, { letter: "b" })), /^passed: .*, by d3\.$/);
    assert.equal(of.serves(), image("b"));
    assert.equal(of.rollouts(), 3);
    assert.equal(of.record!.digest, digestOf("b"));
  });
});
