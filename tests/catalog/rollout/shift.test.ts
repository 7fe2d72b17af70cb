import assert from "node:assert/strict";
import fc from "fast-check";
import { naming } from "../../../catalog/naming";
import { trafficOf } from "../../../catalog/rollout/declared";
import { codedeployConfig, minutesOfShift, nativeDeployment, shiftSteps } from "../../../catalog/rollout/shift";
import { rollout as schema } from "../../../catalog/schema/rollout";
import { target } from "../../../catalog/schema/target";
import type { TrafficRollout } from "../../../catalog/target-types";

const ecs = { kind: "ecs", health: "/", containers: [{ name: "api", port: 80 }] };
const lambda = { kind: "lambda", package: "zip", runtime: "nodejs24.x", handler: "index.handler" };

function rolloutOf(on: object, words: object): TrafficRollout {
  const settings = target.parse(on);
  if (settings.kind === "ec2-in-place") throw new Error("a fleet has no traffic");
  return trafficOf(settings, schema.parse(words));
}

const place = { names: naming("acme"), service: "orders", environment: "prod" };

describe("rollouts: defaults of the file", () => {
  it("a canary of 10 percent and the rest after 5 minutes, by ECS itself, the old revision staying 15 minutes", () => {
    const { strategy, controller, percent, minutes, bake, alarms, hooks } = rolloutOf(ecs, {});
    assert.deepEqual([strategy, controller, percent, minutes, bake], ["canary", "native", 10, 5, 15]);
    assert.deepEqual([alarms, hooks], [["errors", "unhealthy", "log"], []]);
  });

  it("a linear shift of 10 percent every minute", () => {
    const { percent, minutes } = rolloutOf(lambda, { strategy: "linear" });
    assert.deepEqual([percent, minutes], [10, 1]);
  });

  it("on Lambda by CodeDeploy, without a bake", () => {
    const { controller, bake, alarms } = rolloutOf(lambda, {});
    assert.deepEqual([controller, bake, alarms], ["codedeploy", 0, ["errors", "log"]]);
  });

  it("behind a network load balancer no alarm that counts answers", () => {
    const behind = { ...ecs, loadBalancer: { kind: "network" } };
    assert.deepEqual(rolloutOf(behind, {}).alarms, ["unhealthy", "log"]);
  });

  it("a wait of an hour before the shift, and none where it goes on by itself", () => {
    const ready = (words: object) => rolloutOf(ecs, { controller: "codedeploy", ready: words }).ready;
    assert.deepEqual(ready({}), { minutes: 60, onTimeout: "stop" });
    assert.deepEqual(ready({ onTimeout: "continue" }), { minutes: 0, onTimeout: "continue" });
  });

  it("a smoke test asks the target's own health path", () => {
    const hooks = [{ stage: "POST_TEST_TRAFFIC_SHIFT", kind: "smoke" }];
    const [hook] = rolloutOf({ ...ecs, health: "/ready" }, { hooks }).hooks;
    assert.ok(hook?.kind === "smoke");
    assert.deepEqual([hook.path, hook.status, hook.latencyMs, hook.requests], ["/ready", 200, 1000, 3]);
  });

  it("one task on demand, the others 1:1 with Spot", () => {
    const settings = target.parse(ecs);
    assert.ok(settings.kind === "ecs");
    assert.deepEqual(settings.capacity, [
      { provider: "FARGATE", weight: 1, base: 1 },
      { provider: "FARGATE_SPOT", weight: 1, base: 0 },
    ]);
  });
});

describe("rollouts: the shift of traffic", () => {
  it("a canary goes in two steps, a linear shift in as many as it takes, the others in one", () => {
    assert.deepEqual(shiftSteps({ strategy: "canary", percent: 10, minutes: 5 }), [
      { minute: 0, percent: 10 },
      { minute: 5, percent: 100 },
    ]);
    assert.deepEqual(shiftSteps({ strategy: "linear", percent: 40, minutes: 3 }), [
      { minute: 0, percent: 40 },
      { minute: 3, percent: 80 },
      { minute: 6, percent: 100 },
    ]);
    for (const strategy of ["rolling", "blue-green", "all-at-once"] as const) {
      assert.deepEqual(shiftSteps({ strategy, percent: 10, minutes: 5 }), [{ minute: 0, percent: 100 }]);
    }
    assert.equal(minutesOfShift({ strategy: "linear", percent: 10, minutes: 1 }), 9);
  });

  it("every shift begins at once, never goes back, and ends with all traffic", () => {
    const shifts = fc.record({
      strategy: fc.constantFrom<"canary" | "linear">("canary", "linear"),
      percent: fc.integer({ min: 1, max: 99 }),
      minutes: fc.integer({ min: 1, max: 1440 }),
    });
    fc.assert(
      fc.property(shifts, (shift) => {
        const steps = shiftSteps(shift);
        assert.equal(steps[0]!.minute, 0);
        assert.equal(steps.at(-1)!.percent, 100);
        steps.slice(1).forEach((step, index) => {
          assert.ok(step.minute > steps[index]!.minute && step.percent > steps[index]!.percent);
        });
      }),
    );
  });
});

describe("rollouts: told to ECS", () => {
  it("each strategy has its settings, with minutes as text", () => {
    const told = (words: object) => nativeDeployment(rolloutOf(ecs, words));
    assert.deepEqual(told({}), {
      strategy: "CANARY",
      bakeTimeInMinutes: "15",
      canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: "5" },
    });
    assert.deepEqual(told({ strategy: "linear", percent: 25, minutes: 2, bake: 30 }), {
      strategy: "LINEAR",
      bakeTimeInMinutes: "30",
      linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: "2" },
    });
    assert.deepEqual(told({ strategy: "blue-green" }), { strategy: "BLUE_GREEN", bakeTimeInMinutes: "15" });
    assert.deepEqual(told({ strategy: "rolling" }), { strategy: "ROLLING" });
  });
});

describe("rollouts: told to CodeDeploy", () => {
  const told = (words: object, platform: "ECS" | "Lambda") =>
    codedeployConfig(rolloutOf(platform === "ECS" ? ecs : lambda, words), platform, place);

  it("AWS's own configurations where they say exactly this", () => {
    assert.deepEqual(told({}, "ECS"), { name: "CodeDeployDefault.ECSCanary10Percent5Minutes" });
    assert.deepEqual(told({ minutes: 30 }, "Lambda"), { name: "CodeDeployDefault.LambdaCanary10Percent30Minutes" });
    const linear = { strategy: "linear" };
    assert.deepEqual(told(linear, "ECS"), { name: "CodeDeployDefault.ECSLinear10PercentEvery1Minutes" });
    assert.deepEqual(told(linear, "Lambda"), { name: "CodeDeployDefault.LambdaLinear10PercentEvery1Minute" });
    const all = { strategy: "all-at-once" };
    assert.deepEqual(told(all, "ECS"), { name: "CodeDeployDefault.ECSAllAtOnce" });
    assert.deepEqual(told(all, "Lambda"), { name: "CodeDeployDefault.LambdaAllAtOnce" });
  });

  it("a configuration of ours with the figures in its name, since a configuration never changes", () => {
    assert.deepEqual(told({ minutes: 10 }, "ECS"), {
      name: "acme-orders-prod-canary-10-10",
      trafficRouting: { type: "TimeBasedCanary", timeBasedCanary: { percentage: 10, interval: 10 } },
    });
    assert.deepEqual(told({ strategy: "linear", percent: 20, minutes: 3 }, "Lambda"), {
      name: "acme-orders-prod-linear-20-3",
      trafficRouting: { type: "TimeBasedLinear", timeBasedLinear: { percentage: 20, interval: 3 } },
    });
  });
});
