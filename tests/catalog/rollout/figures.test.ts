import assert from "node:assert/strict";
import { join } from "node:path";
import { naming } from "../../../catalog/naming";
import { packageRoot } from "../../../catalog/package-root";
import { readYaml } from "../../../catalog/read";
import { rollbackAlarms } from "../../../catalog/rollout/alarms";
import { targetOf, trafficOf } from "../../../catalog/rollout/declared";
import { codedeployConfig, shiftSteps } from "../../../catalog/rollout/shift";
import { type RolloutSettings, rollout as rolloutSchema } from "../../../catalog/schema/rollout";
import { target as targetSchema } from "../../../catalog/schema/target";
import type { EcsTarget, LambdaTarget } from "../../../catalog/target-types";

const place = { names: naming("orchard"), service: "shop", environment: "prod" };

const said = {
  ecs: { kind: "ecs", health: "/", containers: [{ name: "app", port: 80 }] },
  lambda: { kind: "lambda", package: "zip", runtime: "nodejs24.x", handler: "index.handler" },
};

/** What a file means that says nothing but this of its rollout. */
function usual(kind: keyof typeof said, words: RolloutSettings = {}) {
  const settings = targetSchema.parse(said[kind]);
  assert.ok(settings.kind !== "ec2-in-place");
  return {
    target: targetOf(settings, ["app"]) as EcsTarget | LambdaTarget,
    rollout: trafficOf(settings, rolloutSchema.parse(words)),
  };
}

interface Words {
  target: { desired?: number; capacity?: { provider: string; weight?: number; base?: number }[] };
  stages: { environment: string; rollout: Record<string, unknown> }[];
}

/** What a file of examples/rollouts itself says, without any default. */
const example = (service: string) =>
  readYaml(join(packageRoot(), "examples", "rollouts"), `services/${service}.yaml`).data as Words;
const inProduction = (service: string) =>
  example(service).stages.find(({ environment }) => environment === "prod")!.rollout;
const shares = (service: string) =>
  example(service).target.capacity!.map(({ provider, weight }) => [provider, weight ?? 1]);

describe("figures that rollouts are known by are defaults, and are in the examples", () => {
  it("canary: 10 percent, and the other 90 after 5 minutes", () => {
    const steps = [
      { minute: 0, percent: 10 },
      { minute: 5, percent: 100 },
    ];
    for (const kind of ["ecs", "lambda"] as const) assert.deepEqual(shiftSteps(usual(kind).rollout), steps);
    for (const service of ["shop", "checkout", "thumbnails"]) {
      const { strategy, percent, minutes } = inProduction(service);
      assert.deepEqual([strategy, percent, minutes], ["canary", 10, 5], service);
    }
    assert.deepEqual(
      (["ECS", "Lambda"] as const).map((platform) => codedeployConfig(usual("ecs").rollout, platform, place).name),
      ["CodeDeployDefault.ECSCanary10Percent5Minutes", "CodeDeployDefault.LambdaCanary10Percent5Minutes"],
    );
  });

  it("linear: 10 percent every minute", () => {
    const steps = Array.from({ length: 10 }, (_, minute) => ({ minute, percent: 10 * (minute + 1) }));
    for (const kind of ["ecs", "lambda"] as const) {
      assert.deepEqual(shiftSteps(usual(kind, { strategy: "linear" }).rollout), steps);
    }
    for (const service of ["prices", "stock", "receipts"]) {
      const { strategy, percent, minutes } = inProduction(service);
      assert.deepEqual([strategy, percent, minutes], ["linear", 10, 1], service);
    }
    assert.equal(
      codedeployConfig(usual("lambda", { strategy: "linear" }).rollout, "Lambda", place).name,
      "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
    );
  });

  it("the old tasks stay for 15 minutes", () => {
    for (const controller of ["native", "codedeploy"] as const) {
      assert.equal(usual("ecs", { controller }).rollout.bake, 15, controller);
    }
    assert.deepEqual([inProduction("shop")["bake"], inProduction("checkout")["bake"]], [15, 15]);
  });

  it("one line with Exception in the log is an alarm", () => {
    for (const kind of ["ecs", "lambda"] as const) {
      const { target, rollout } = usual(kind);
      const log = rollbackAlarms(target, rollout).find(({ part }) => part === "log");
      assert.deepEqual([log?.pattern, log?.threshold], ["Exception", 0], kind);
    }
    assert.deepEqual((inProduction("stock")["alarms"] as unknown[]).at(-1), {
      name: "exceptions",
      pattern: "Exception",
    });
    assert.ok((inProduction("thumbnails")["alarms"] as unknown[]).includes("log"));
  });

  it("Fargate and Fargate Spot 1:1, and 1:2 and 3:1 in examples", () => {
    const { target } = usual("ecs");
    assert.ok(target.kind === "ecs");
    const one = [
      ["FARGATE", 1],
      ["FARGATE_SPOT", 1],
    ];
    assert.deepEqual(
      target.capacity.map(({ provider, weight }) => [provider, weight]),
      one,
    );
    assert.deepEqual(shares("shop"), one);
    assert.deepEqual(
      [shares("prices"), shares("stock")].map((both) => both.map(([, weight]) => weight)),
      [
        [1, 2],
        [3, 1],
      ],
    );
  });

  it("two tasks, or four as the example has them", () => {
    const { target } = usual("ecs");
    assert.deepEqual([target.kind === "ecs" && target.desired, example("shop").target.desired], [2, 4]);
  });
});
