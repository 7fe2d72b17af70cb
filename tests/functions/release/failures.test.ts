import assert from "node:assert/strict";
import { graceMinutes } from "../../../functions/release/overdue";
import { minute } from "./world/clock";
import { cloud, digestOf, image, type Platform } from "./world/cloud";
import type { Course as GroupCourse } from "./world/codedeploy";
import type { Course as EcsCourse } from "./world/ecs";
import { at, Killed, points, release, released, summary } from "./world/run";

/** The end of a release of `b` over `a`. */
async function over(platform: Platform, course: EcsCourse | GroupCourse, minutes = 60) {
  const of = cloud(platform);
  await release(of);
  (platform === "native" ? of.ecs : of.codedeploy).courses.push(course as never);
  return { of, text: summary(await release(of, { letter: "b", minutes })) };
}

describe("a rollout by ECS that fails", () => {
  it("names the deployment, the hook and what ECS says, and that what ran before runs again", async () => {
    const { of, text } = await over("native", "hook");
    assert.match(text, /^failed: The deployment arn:aws:ecs:.*\/d2 ended as ROLLBACK_SUCCESSFUL/);
    assert.match(text, /ECS says: Service deployment failed: hook/);
    assert.match(text, /Hook arn:aws:lambda:.*:smoke: FAILED\..*What ran before runs again\.$/);
    assert.equal(of.serves(), image("a"));
    assert.equal(of.record!.digest, digestOf("a"));
  });

  it("names the alarms", async () => {
    assert.match((await over("native", "alarm")).text, /^failed: .*Alarms: orders-prod-5xx\./);
  });

  it("counts the circuit breaker's tasks, and says why those of this revision stopped", async () => {
    const { text } = await over("native", "circuit");
    assert.match(text, /Circuit breaker: 3 tasks failed, 3 are allowed\./);
    assert.match(text, /Task t1 stopped: Essential container in task exited \(web exit code 1\)\./);
    assert.doesNotMatch(text, /t0|proxy/);
  });

  it("starts again by force what failed and was not rolled back", async () => {
    const { of, text } = await over("native", "broken");
    assert.match(text, /ended as STOPPED.*It was not rolled back/);
    assert.match(summary(await release(of, { letter: "b" })), /^passed: .*, by d3\.$/);
    assert.equal(of.serves(), image("b"));
  });

  it("releases again what was rolled back, when it is asked to", async () => {
    const { of } = await over("native", "alarm");
    assert.match(summary(await release(of, { letter: "b" })), /^passed: .*, by d3\.$/);
  });

  it("says who is waited for at a hook that pauses, and rolls back when nobody comes", async () => {
    const of = cloud("native");
    of.ecs.courses.push("paused");
    const waitsForPerson =
      /somebody to continue d1 \(IN_PROGRESS, PRODUCTION_TRAFFIC_SHIFT\): `slipway rollout orders prod --continue` or `--back`, until \S+Z$/;
    const run = await release(of, { minutes: 20 });
    assert.ok(run.said.some((text) => waitsForPerson.test(text)));
    assert.match(summary(run), /^failed: It had not ended after 20 minutes, waiting for somebody to continue d1/);
  });

  it("does not wait for the placeholder's own deployment, which need never end", async () => {
    const of = cloud("native");
    of.ecs.courses.push("stuck");
    await of.ecs.api.update("acme-prod", "orders", of.ecs.current(), true);
    assert.match(summary(await release(of)), /^passed: .*, by d2\.$/);
  });

  it("takes a template that does not exist, or a service, for what it is", async () => {
    const of = cloud("native");
    of.target = { ...of.target, template: "arn:aws:ecs:us-east-1:222222222222:task-definition/gone:1" } as never;
    assert.match(
      summary(await release(of)),
      /^failed: The template arn:.*gone:1 does not exist\. Apply the service's stack/,
    );
    const none = cloud("native");
    none.ecs.api.service = async () => undefined;
    assert.match(summary(await release(none)), /^failed: The service acme-prod\/orders does not exist/);
  });
});

for (const platform of ["codedeploy", "lambda"] as const) {
  describe(`a rollout by CodeDeploy that fails (${platform})`, () => {
    it("names the deployment, the lifecycle event and the end of the rollback, which it waits for", async () => {
      const { of, text } = await over(platform, "hook");
      assert.match(text, /^failed: The deployment d-2 of acme-orders\/acme-orders-prod ended as Failed\./);
      assert.match(
        text,
        /HOOK_EXECUTION_FAILURE.*Lifecycle event BeforeAllowTraffic failed: the function answered Failed/,
      );
      assert.match(text, /The rollback d-2-back succeeded: what ran before runs again\.$/);
      assert.doesNotMatch(text, /AllowTraffic was|Skipped/);
      assert.equal(of.serves(), image("a"));
      assert.equal(of.record!.digest, digestOf("a"));
    });

    it("names the group's alarms when one of them rolled it back", async () => {
      assert.match((await over(platform, "alarm")).text, /ALARM_ACTIVE.*The group's alarms are orders-prod-/);
    });

    it("says when nothing was rolled back", async () => {
      assert.match((await over(platform, "unrolled")).text, /It was not rolled back: see to the target/);
    });

    it("says that somebody has to reroute the traffic", async () => {
      assert.match(
        (await over(platform, "ready", 20)).text,
        /waiting for somebody to reroute the traffic of d-2: `slipway rollout orders prod --continue` or `--back`/,
      );
    });

    it("can be released again", async () => {
      const { of } = await over(platform, "alarm");
      assert.match(summary(await release(of, { letter: "b" })), /^passed: .*, by d-3\.$/);
      assert.equal(of.serves(), image("b"));
    });
  });
}

for (const platform of ["native", "codedeploy", "lambda"] as const) {
  describe(`a release by ${platform} that is killed`, () => {
    it("tells of the failure of the rollout that it had started, and starts no second one", async () => {
      const count = await points(cloud(platform));
      let told = 0;
      for (let point = 0; point < count; point += 1) {
        const of = cloud(platform);
        (platform === "native" ? of.ecs : of.codedeploy).courses.push("alarm");
        const kept: string[] = [];
        at(of, point, () => {
          throw new Killed();
        });
        await released(of, of.world({ watched: true }), undefined, kept).catch(() => undefined);
        of.around = undefined;
        if (of.rollouts() === 0) continue;
        of.clock.advance(20 * 60);
        assert.match(summary(await release(of, {}, kept.at(-1))), /^failed: .*ended as/, `point ${point}`);
        assert.equal(of.rollouts(), 1, `point ${point}`);
        told += 1;
      }
      assert.ok(told > 3);
    });

    it("gives up after the time for a rollback, when not even that ends", async () => {
      const of = cloud(platform);
      (platform === "native" ? of.ecs : of.codedeploy).courses.push("stuck" as never);
      of.ecs.api.stop = async () => undefined;
      of.codedeploy.api.stop = async () => undefined;
      const began = of.clock.now();
      assert.match(
        summary(await release(of, { minutes: 10 })),
        /^failed: After 10 minutes and 30 more.*See to it by hand/,
      );
      assert.ok(of.clock.now() - began < (10 + graceMinutes + 2) * minute);
    });
  });
}

describe("a release of a function", () => {
  it("says why the function cannot run the code, and leaves the alias", async () => {
    const of = cloud("lambda");
    of.lambda.broken = true;
    assert.match(
      summary(await release(of)),
      /^failed: The function acme-orders-prod cannot run the code: the image has no entry/,
    );
    assert.equal(of.lambda.alias.version, "1");
    assert.equal(of.rollouts(), 0);
  });

  it("publishes nothing of another release that puts its own code in between", async () => {
    const of = cloud("lambda");
    const count = await points(cloud("lambda"));
    let refused = 0;
    for (let point = 0; point < count; point += 1) {
      const each = cloud("lambda");
      at(each, point, async () => {
        const { revision } = await each.lambda.api.function("acme-orders-prod");
        await each.lambda.api.updateCode("acme-orders-prod", { image: image("f") }, revision).catch(() => undefined);
        each.clock.advance(30);
      });
      const text = summary(await release(each));
      assert.notEqual(each.serves(), image("f"), `point ${point}`);
      if (/^failed: Another release put other code/.test(text)) refused += 1;
      else assert.match(text, /^passed/, `point ${point}`);
    }
    assert.ok(refused > 0);
    assert.equal(of.rollouts(), 0);
  });

  it("takes a zip by the version of its object and the digest of its bytes", async () => {
    const of = cloud("lambda");
    of.target = { ...of.target, image: undefined } as never;
    const zip = { bucket: "artifacts", key: "orders.zip", version: "v1", digest: digestOf("c") };
    assert.match(summary(await release(of, { content: { zip } })), /^passed/);
    assert.equal(of.record!.images["acme-orders-prod"], digestOf("c"));
    assert.match(summary(await release(of, { content: { zip } })), /nothing was to do/);
    assert.match(summary(await release(of)), /^failed: .*handed no zip with its digest/);
  });
});
