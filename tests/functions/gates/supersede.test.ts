import assert from "node:assert/strict";
import type { ActionRun, StageRun } from "../../../functions/gates/aws";
import { pack } from "./archive";
import { ask, cloud, run, type World } from "./cloud";

const digest = `sha256:${"a".repeat(64)}`;
const record = {
  gate: "record",
  releases: "/slipway/acme/releases/orders",
  environment: "dev",
  digest,
  execution: "new",
  commit: "c0ffee",
  pipeline: "acme-orders",
  supersede: true,
  passed: true,
};
const at = (stage: string, execution: string, status = "InProgress"): StageRun => ({
  stage,
  execution,
  status,
  actions: {},
});
const source = (started: number) => run({ category: "Source", started });
const waiting = run({ category: "Approval", status: "InProgress", stage: "Prod", started: 50 });
const deploying = run({ category: "Deploy", status: "InProgress", stage: "Prod", started: 50 });

async function stoppedBy(stages: StageRun[], actions: Record<string, ActionRun[]>, more: Partial<World> = {}) {
  const world = cloud({ stages, actions: { new: [source(20)], ...actions }, ...more });
  const { passed } = await ask(world, record);
  assert.ok(passed);
  return { stopped: world.stopped, summary: passed.summary };
}

describe("superseding", () => {
  it("stops an older execution that waits at an approval, and says so", async () => {
    const { stopped, summary } = await stoppedBy([at("Dev", "new"), at("Prod", "old")], { old: [source(10), waiting] });
    assert.deepEqual(stopped, [{ execution: "old", abandon: true }]);
    assert.match(summary, /Stopped what waited for approval: old/);
  });

  it("leaves alone what deploys, also beside an approval, and what waits for nothing", async () => {
    for (const actions of [[deploying], [waiting, deploying], [run({ category: "Approval", started: 50 })], []]) {
      const { stopped } = await stoppedBy([at("Prod", "old")], { old: [source(10), ...actions] });
      assert.deepEqual(stopped, []);
    }
  });

  it("leaves alone newer executions and itself", async () => {
    const newer = await stoppedBy([at("Prod", "newer")], { newer: [source(30), waiting] });
    assert.deepEqual(newer.stopped, []);
    const itself = await stoppedBy([at("Prod", "new")], { new: [source(20), waiting] });
    assert.deepEqual(itself.stopped, []);
  });

  it("leaves alone executions that have ended in their stage", async () => {
    const { stopped } = await stoppedBy([at("Prod", "old", "Failed")], { old: [source(10), waiting] });
    assert.deepEqual(stopped, []);
  });

  it("takes an execution that ended meanwhile for no failure", async () => {
    const over = Object.assign(new Error("over"), { name: "PipelineExecutionNotStoppableException" });
    const { summary } = await stoppedBy(
      [at("Prod", "old")],
      { old: [source(10), waiting] },
      { errors: { stop: over } },
    );
    assert.doesNotMatch(summary, /Stopped/);
  });

  it("is left to the next gate when it fails: a good release is not failed for it", async () => {
    const denied = Object.assign(new Error("not now"), { name: "ThrottlingException" });
    for (const call of ["stop", "execution"]) {
      const errors = { [call]: denied };
      const { stopped, summary } = await stoppedBy([at("Prod", "old")], { old: [source(10), waiting] }, { errors });
      assert.deepEqual(stopped, []);
      assert.match(summary, /^dev runs .*could not be stopped: ThrottlingException: not now/);
    }
  });

  it("is not for an execution that rolls back: what waits may be the release that it returns to", async () => {
    const executions = { new: { rollbackOf: "old" } };
    const { stopped } = await stoppedBy([at("Prod", "old")], { old: [source(10), waiting] }, { executions });
    assert.deepEqual(stopped, []);
  });

  it("happens at gate candidate only when asked for", async () => {
    for (const supersede of [true, false]) {
      const world = cloud({
        artifacts: { BuildOutput: pack([["a", "1"]]) },
        stages: [at("Prod", "old")],
        actions: { new: [source(20)], old: [source(10), waiting] },
      });
      const asked = { gate: "candidate", pipeline: "acme-orders", execution: "new", supersede };
      assert.ok((await ask(world, asked, ["BuildOutput"])).passed);
      assert.equal(world.stopped.length, supersede ? 1 : 0);
    }
  });

  it("happens at gate record only when asked for", async () => {
    const actions = { new: [source(20)], old: [source(10), waiting] };
    const world = cloud({ stages: [at("Prod", "old")], actions });
    assert.ok((await ask(world, { ...record, supersede: false })).passed);
    assert.deepEqual(world.stopped, []);
  });
});
