import assert from "node:assert/strict";
import { rollbackAlarms } from "../../../catalog/rollout/alarms";
import { runSeconds, syntheticProblems, usualSynthetic } from "../../../catalog/rollout/synthetic";
import type { SyntheticAlarm } from "../../../catalog/target-types";

const usual: SyntheticAlarm = { ...usualSynthetic, path: "/ready" };
const application = { kind: "ecs", loadBalancer: { kind: "application" } } as const;
const plan = (alarm: SyntheticAlarm) => rollbackAlarms(application, { alarms: [alarm] })[0]!;

describe("canaries as alarms", () => {
  it("are raised when less than all of two runs in a row passes", () => {
    const { part, metric, threshold, below, periodSeconds, evaluationPeriods, datapoints } = plan(usual);
    assert.deepEqual([part, metric, threshold, below], ["synthetic", "SuccessPercent", 100, true]);
    assert.deepEqual([periodSeconds, evaluationPeriods, datapoints], [60, 2, 2]);
  });

  it("take their runs' time beside their periods, and less than the first part of a canary rollout", () => {
    assert.equal(plan(usual).reactionSeconds, 2 * 60 * 2 + runSeconds(usual));
    assert.ok(plan(usual).reactionSeconds < 5 * 60);
    assert.equal(plan({ ...usual, everyMinutes: 10, evaluationPeriods: 1 }).reactionSeconds, 1225);
  });

  it("are no alarm of a function, which has no address", () => {
    assert.deepEqual(rollbackAlarms({ kind: "lambda" }, { alarms: [usual] }), []);
  });

  it("must end before the next run begins", () => {
    assert.deepEqual(syntheticProblems(usual), []);
    const [slow] = syntheticProblems({ ...usual, latencyMs: 5000 });
    assert.equal(slow!.field, "requests");
    assert.match(slow!.reason, /up to 65 seconds, and it has 60; .* or a higher everyMinutes/);
    assert.deepEqual(syntheticProblems({ ...usual, latencyMs: 5000, everyMinutes: 2 }), []);
  });

  it("must end before Synthetics ends them, however seldom they run", () => {
    const [slow] = syntheticProblems({ ...usual, latencyMs: 60_000, requests: 14, everyMinutes: 60 });
    assert.match(slow!.reason, /up to 855 seconds, and it has 840; use fewer requests, a lower latencyMs$/);
  });
});
