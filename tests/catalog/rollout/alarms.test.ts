import assert from "node:assert/strict";
import {
  type AlarmTarget,
  compositeRule,
  knownAlarms,
  reactionSeconds,
  rollbackAlarms,
} from "../../../catalog/rollout/alarms";
import type { TrafficAlarm } from "../../../catalog/target-types";

const application: AlarmTarget = { kind: "ecs", loadBalancer: { kind: "application" } };
const network: AlarmTarget = { kind: "ecs", loadBalancer: { kind: "network" } };
const lambda: AlarmTarget = { kind: "lambda" };

const plans = (target: AlarmTarget, ...alarms: TrafficAlarm[]) => rollbackAlarms(target, { alarms });

describe("alarms that roll back", () => {
  it("a target has the alarms whose metrics it has", () => {
    assert.deepEqual(knownAlarms(application), ["errors", "latency", "unhealthy", "log"]);
    assert.deepEqual(knownAlarms(network), ["unhealthy", "log"]);
    assert.deepEqual(knownAlarms(lambda), ["errors", "latency", "throttles", "log"]);
  });

  it("watch the tasks' answers 5xx, the slowest hundredth, and both target groups", () => {
    const [errors, latency, unhealthy] = plans(application, "errors", "latency", "unhealthy");
    assert.deepEqual(
      [errors?.metric, errors?.statistic, errors?.over],
      ["HTTPCode_Target_5XX_Count", "Sum", "load-balancer"],
    );
    assert.deepEqual([latency?.metric, latency?.statistic, latency?.threshold], ["TargetResponseTime", "p99", 1]);
    assert.deepEqual(
      [unhealthy?.metric, unhealthy?.statistic, unhealthy?.over],
      ["UnHealthyHostCount", "Maximum", "target-groups"],
    );
    assert.equal(plans(network, "unhealthy")[0]?.namespace, "AWS/NetworkELB");
  });

  it("look for Exception in the log unless the file says another pattern", () => {
    assert.equal(plans(lambda, "log")[0]?.pattern, "Exception");
    const own = { name: "lines", pattern: "?ERROR", threshold: 3, periodSeconds: 60, evaluationPeriods: 1 };
    const [plan] = plans(lambda, own);
    assert.deepEqual([plan?.part, plan?.pattern, plan?.threshold, plan?.over], ["lines", "?ERROR", 3, "log"]);
  });

  it("take the file's figures; the time of a run is told in seconds and watched in milliseconds", () => {
    const [plan] = plans(lambda, { known: "latency", threshold: 2, evaluationPeriods: 3, datapoints: 2 });
    assert.deepEqual([plan?.metric, plan?.threshold], ["Duration", 2000]);
    assert.deepEqual([plan?.evaluationPeriods, plan?.datapoints, plan?.periodSeconds], [3, 2, 60]);
  });

  it("pass a metric of one's own on, with all periods as datapoints unless fewer are said", () => {
    const metric = {
      name: "queue",
      namespace: "Acme",
      metric: "Depth",
      statistic: "Maximum",
      threshold: 100,
      periodSeconds: 60,
      evaluationPeriods: 4,
      dimensions: { Queue: "orders" },
    };
    const [plan] = plans(application, metric);
    assert.deepEqual([plan?.part, plan?.over, plan?.dimensions], ["queue", "given", { Queue: "orders" }]);
    assert.equal(plan?.datapoints, 4);
    assert.equal(plans(application, { ...metric, datapoints: 2 })[0]?.datapoints, 2);
  });

  it("make nothing of an alarm that the target has not", () => assert.deepEqual(plans(lambda, "unhealthy"), []));

  it("react within twice the time that they look at: 600 seconds for 3 of 5 minutes", () => {
    assert.equal(reactionSeconds({ periodSeconds: 60, evaluationPeriods: 5 }), 600);
    const reactions = plans(application, "errors", "log").map((plan) => plan.reactionSeconds);
    assert.deepEqual(reactions, [240, 120]);
  });

  it("are joined into one alarm that any of them raises", () => {
    assert.equal(compositeRule(["acme-orders-prod-errors", "b"]), 'ALARM("acme-orders-prod-errors") OR ALARM("b")');
  });
});
