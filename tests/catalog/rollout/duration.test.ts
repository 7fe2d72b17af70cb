import assert from "node:assert/strict";
import { mostReleaseMinutes } from "../../../catalog/pipeline/release-job";
import type { AlarmTarget } from "../../../catalog/rollout/alarms";
import {
  reactionProblems,
  releaseMinutes,
  rolloutMinutes,
  rolloutSpans,
  timeProblems,
} from "../../../catalog/rollout/duration";
import { fargateCpu, fargateMemory } from "../../../catalog/rollout/fargate";
import { timeLimits } from "../../../catalog/rollout/limits";
import type { TrafficHook, TrafficRollout } from "../../../catalog/target-types";

const application: AlarmTarget = { kind: "ecs", loadBalancer: { kind: "application" } };
const network: AlarmTarget = { kind: "ecs", loadBalancer: { kind: "network" } };
const lambda: AlarmTarget = { kind: "lambda" };

const canary: TrafficRollout = {
  strategy: "canary",
  controller: "native",
  percent: 10,
  minutes: 5,
  bake: 15,
  alarms: ["errors"],
  hooks: [],
};
const pause = (stage: string, minutes: number): TrafficHook => ({
  stage,
  kind: "pause",
  minutes,
  onTimeout: "rollback",
});

describe("how long a rollout takes", () => {
  it("counts waits, hooks, the shift and the bake, and leaves out what there is not", () => {
    assert.deepEqual(
      rolloutSpans(application, canary).map(({ what, minutes }) => [what, minutes]),
      [
        ["shift", 5],
        ["bake", 15],
      ],
    );
    const hooks = [pause("POST_SCALE_UP", 60), pause("PRE_PRODUCTION_TRAFFIC_SHIFT", 10)];
    assert.equal(
      rolloutMinutes(application, { ...canary, hooks }),
      60 + 2 * 10 + 5 + 15,
      "one pause at each of 2 steps",
    );
    const ready = { minutes: 30, onTimeout: "stop" as const };
    assert.equal(rolloutMinutes(application, { ...canary, controller: "codedeploy", ready }), 30 + 5 + 15);
  });

  it("counts ECS's own ten minutes at every shift behind a network load balancer", () => {
    assert.equal(rolloutMinutes(network, canary), 5 + 15 + 3 * 10, "test traffic and two steps");
    assert.equal(rolloutMinutes(network, { ...canary, controller: "codedeploy", strategy: "all-at-once" }), 15);
  });

  it("a release is given up after that and a reserve, and never later than its action waits", () => {
    assert.equal(releaseMinutes(application, canary), 20 + 120);
    assert.equal(releaseMinutes(application, { ...canary, bake: 1400 }), mostReleaseMinutes);
  });

  it("fits the release's action to the minute, and not a minute more", () => {
    const bake = mostReleaseMinutes - canary.minutes;
    assert.deepEqual(timeProblems(application, { ...canary, bake }), []);
    const [problem, ...others] = timeProblems(application, { ...canary, bake: bake + 1 });
    assert.deepEqual(others, []);
    assert.deepEqual([problem?.path, problem?.value], [["bake"], bake + 1]);
    assert.match(problem!.message, /rollout of 1381 minutes \(shift 5, bake 1376\).* waits 1380 minutes/);
  });

  it("is held against the action that waits: an hour for ECS's standard action, five days for CodeDeploy's", () => {
    const long = { ...canary, bake: 56 };
    assert.match(timeProblems(application, long, "ecsAction")[0]!.message, /standard action ECS .* waits 60 minutes/);
    assert.deepEqual(timeProblems(application, { ...canary, bake: 55 }, "ecsAction"), []);
    const bake = { ...canary, controller: "codedeploy" as const, bake: 2880 };
    assert.deepEqual(timeProblems(application, bake, "codedeployAction"), []);
  });

  it("finds each part that its service does not take", () => {
    const of = (target: AlarmTarget, changes: Partial<TrafficRollout>) =>
      timeProblems(target, { ...canary, ...changes }, "codedeployAction").map(({ path, message }) => [
        path[0],
        /the (\d+) minutes/.exec(message)?.[1],
      ]);
    assert.deepEqual(of(application, { bake: 1441 }), [["bake", "1440"]]);
    assert.deepEqual(of(application, { minutes: 1441 }), [["minutes", "1440"]]);
    const codedeploy = { controller: "codedeploy" as const };
    assert.deepEqual(of(application, { ...codedeploy, bake: 2881 }), [["bake", "2880"]]);
    const linear = { ...codedeploy, strategy: "linear" as const, percent: 50, bake: 0 };
    assert.deepEqual(of(lambda, { ...linear, minutes: 2880 }), []);
    assert.deepEqual(of(lambda, { ...linear, percent: 34, minutes: 1441 }), [["minutes", "2880"]]);
  });
});

describe("time for alarms", () => {
  const paths = (target: AlarmTarget, changes: Partial<TrafficRollout>) =>
    reactionProblems(target, { ...canary, ...changes }).map(({ path }) => path.join("."));

  it("a wait as long as the slowest alarm's reaction is too short, and a minute more is enough", () => {
    assert.deepEqual(paths(application, { bake: 4 }), ["bake"]);
    assert.deepEqual(paths(application, { bake: 5 }), []);
    assert.deepEqual(paths(application, { minutes: 4 }), ["minutes"]);
  });

  it("the slowest alarm counts, and is named with its place", () => {
    const alarms: TrafficRollout["alarms"] = ["log", { known: "latency", evaluationPeriods: 10 }];
    const [first] = reactionProblems(application, { ...canary, alarms });
    assert.match(first!.message, /alarm latency \(alarms\[1\]: 10 periods of 60 seconds\) takes up to 1200 seconds/);
  });

  it("a linear shift on ECS is watched by its bake, one on Lambda has only itself", () => {
    const linear = { strategy: "linear" as const, percent: 50, minutes: 1 };
    assert.deepEqual(paths(application, linear), []);
    assert.deepEqual(paths(lambda, { ...linear, bake: 0 }), ["minutes"]);
    assert.deepEqual(paths(lambda, { ...linear, percent: 10, bake: 0 }), []);
  });

  it("a rolling update has no wait of ours to be too short", () => {
    assert.deepEqual(paths(application, { strategy: "rolling", bake: 0 }), []);
  });
});

describe("limits of time", () => {
  it("each says where it is written, at AWS", () => {
    for (const { what, minutes, source } of Object.values(timeLimits)) {
      assert.match(source, /^https:\/\/docs\.aws\.amazon\.com\//, what);
      assert.ok(Number.isInteger(minutes) && minutes > 0, what);
    }
  });

  it("the release gives up before the action that waits for it, and the waits of CodeDeploy on Lambda add up", () => {
    const { releaseAction, invokeAction, lambdaDeployment, lambdaShift, codedeployHook } = timeLimits;
    assert.ok(releaseAction.minutes < invokeAction.minutes);
    assert.equal(lambdaDeployment.minutes, lambdaShift.minutes + 2 * codedeployHook.minutes);
  });
});

describe("sizes of tasks on Fargate", () => {
  it("are those of AWS's table: least, most and number for each CPU", () => {
    const ranges = fargateCpu.map((cpu) => {
      const sizes = fargateMemory(cpu);
      return [cpu, sizes[0], sizes.at(-1), sizes.length];
    });
    assert.deepEqual(ranges, [
      [256, 512, 2048, 3],
      [512, 1024, 4096, 4],
      [1024, 2048, 8192, 7],
      [2048, 4096, 16_384, 13],
      [4096, 8192, 30_720, 23],
      [8192, 16_384, 61_440, 12],
      [16_384, 32_768, 122_880, 12],
    ]);
    assert.deepEqual(fargateMemory(300), []);
  });
});
