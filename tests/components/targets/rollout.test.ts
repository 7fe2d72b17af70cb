import assert from "node:assert/strict";
import fc from "fast-check";
import { mostAlarms } from "../../../catalog/rollout/fleet";
import type { RolloutAlarm } from "../../../catalog/target-types";
import { alarmPlans, checkAlarms, checkBatch, deploymentSpeed } from "../../../components/targets/rollout";

const custom = (name: string, changes: object = {}): RolloutAlarm => ({
  name,
  namespace: "Orders",
  metric: "Errors",
  statistic: "Sum",
  threshold: 5,
  periodSeconds: 60,
  evaluationPeriods: 2,
  dimensions: {},
  ...changes,
});

describe("the speed of an in-place rollout", () => {
  it("is one of CodeDeploy's three presets, or our own share of the fleet", () => {
    assert.deepEqual(deploymentSpeed("one", "own"), { configName: "CodeDeployDefault.OneAtATime" });
    assert.deepEqual(deploymentSpeed("half", "own"), { configName: "CodeDeployDefault.HalfAtATime" });
    assert.deepEqual(deploymentSpeed("all", "own"), { configName: "CodeDeployDefault.AllAtOnce" });
    assert.deepEqual(deploymentSpeed({ healthyPercent: 75 }, "own"), { configName: "own", healthyPercent: 75 });
  });

  it("is refused when the healthy share leaves no instance to deploy to, and says which share would do", () => {
    assert.match(checkBatch({ healthyPercent: 75 }, 2)[0]!.reason, /keeps 2 of 2 .* at most 50/);
    assert.deepEqual(checkBatch({ healthyPercent: 50 }, 2), []);
    assert.equal(checkBatch({ healthyPercent: 100 }, 10).length, 1);
    assert.equal(checkBatch({ healthyPercent: 12.5 }, 10).length, 1);
  });

  it("is accepted exactly when CodeDeploy, which rounds up, can take at least one instance out", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 100 }), (healthyPercent, instances) => {
        const free = instances - Math.ceil((instances * healthyPercent) / 100);
        assert.equal(checkBatch({ healthyPercent }, instances).length === 0, free >= 1);
      }),
    );
  });
});

describe("the alarms of a rollout", () => {
  it("watch every instance once, at most ten in one alarm", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (instances) => {
        const plans = alarmPlans(["status"], instances);
        const watched = plans.flatMap((plan) => (plan.over === "fleet" ? plan.instances : []));
        assert.deepEqual(
          watched,
          Array.from({ length: instances }, (_, index) => index),
        );
        for (const plan of plans) assert.ok(plan.over === "fleet" && plan.instances.length <= 10);
      }),
    );
    assert.deepEqual(
      alarmPlans(["status", "cpu"], 11).map((plan) => plan.part),
      ["status", "status-2", "cpu", "cpu-2"],
    );
  });

  it("are at most ten for a deployment group, counting those that a large fleet needs", () => {
    const ten = Array.from({ length: mostAlarms }, (_, index) => custom(`m${index}`));
    assert.deepEqual(checkAlarms(ten, 2), []);
    assert.match(checkAlarms([...ten, "cpu"], 2)[0]!.reason, /makes 11 alarms/);
    assert.deepEqual(checkAlarms(["status"], 100), []);
    assert.match(checkAlarms(["status", "cpu"], 60)[0]!.reason, /makes 12 alarms/);
  });

  it("have one name each", () => {
    assert.match(checkAlarms([custom("errors"), custom("errors")], 1)[0]!.reason, /two alarms/);
    assert.match(checkAlarms(["status", custom("status-2")], 11)[0]!.reason, /two alarms/);
  });

  it("keep CloudWatch's rules, and everything that breaks them is reported at once", () => {
    const bad = custom("Not_Allowed", { statistic: "median", periodSeconds: 45, evaluationPeriods: 0 });
    assert.deepEqual(
      checkAlarms(["status", bad], 1).map((problem) => problem.property),
      [
        "rollout.alarms[1].name",
        "rollout.alarms[1].periodSeconds",
        "rollout.alarms[1].evaluationPeriods",
        "rollout.alarms[1].statistic",
      ],
    );
    assert.deepEqual(checkAlarms([custom("latency", { statistic: "p99.9", periodSeconds: 10 })], 1), []);
  });
});
