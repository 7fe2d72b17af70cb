import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Limits,
  limits,
  type PlannedStage,
  planWave,
  type Wave,
  type WaveEnvironment,
} from "../../../catalog/quota";
import { fleet } from "./environments";

const environmentsOf = (stage: PlannedStage): WaveEnvironment[] => stage.groups.flatMap((group) => group.environments);

/** The actions of a planned stage as CodePipeline sees them: how many have each run order. */
function runOrders(stage: PlannedStage): Map<number, number> {
  const orders = new Map<number, number>();
  const at = (order: number) => orders.set(order, (orders.get(order) ?? 0) + 1);
  for (let fixed = 1; fixed <= stage.fixedActions; fixed += 1) at(fixed);
  for (const { runOrder, environments } of stage.groups) {
    for (const { actions } of environments) for (let step = 0; step < actions; step += 1) at(runOrder + step);
  }
  return orders;
}

/** AWS's limits with a stage small enough for a test. */
const smaller = (actions: number, parallel = actions, sequential = actions): Limits => ({
  ...limits,
  actionsPerStage: { ...limits.actionsPerStage, value: actions },
  parallelActionsPerStage: { ...limits.parallelActionsPerStage, value: parallel },
  sequentialActionsPerStage: { ...limits.sequentialActionsPerStage, value: sequential },
});

const anyWave = fc.record({
  fixedActions: fc.nat(4),
  fixedIn: fc.constantFrom("first" as const, "every" as const),
  concurrency: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  steps: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 40 }),
});

function waveOf(of: { fixedActions: number; fixedIn: "first" | "every"; concurrency?: number; steps: number[] }): Wave {
  const { steps, ...rest } = of;
  const environments = steps.map((actions, index) => ({ name: `e${index}`, account: "a", region: "r", actions }));
  return { name: "prod", ...rest, environments };
}

/** Fewest stages by trying every first stage, not by filling it. */
function fewest(wave: Wave, most: number): number {
  const { environments, fixedActions, fixedIn } = wave;
  const best = new Array<number>(environments.length + 1).fill(Number.POSITIVE_INFINITY);
  best[0] = 0;
  for (let end = 1; end <= environments.length; end += 1) {
    let actions = 0;
    for (let start = end - 1; start >= 0; start -= 1) {
      actions += environments[start]!.actions;
      const fixed = start === 0 || fixedIn === "every" ? fixedActions : 0;
      if (actions + fixed <= most) best[end] = Math.min(best[end]!, best[start]! + 1);
    }
  }
  return best.at(-1)!;
}

describe("the stages of one wave", () => {
  it("hold 80 environments of 4 actions after 3 fixed ones in 4 stages, the fixed ones once", () => {
    const wave = { name: "prod", fixedActions: 3, environments: fleet(80, ["us-east-1"], 4) };
    const { stages, problems } = planWave(wave);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      stages.map((stage) => [stage.name, stage.fixedActions, environmentsOf(stage).length, stage.actions]),
      [
        ["prod.1", 3, 24, 99],
        ["prod.2", 0, 25, 100],
        ["prod.3", 0, 25, 100],
        ["prod.4", 0, 6, 24],
      ],
    );
    assert.deepEqual(
      stages.map(({ sequential, groups }) => [sequential, groups[0]!.runOrder]),
      [
        [7, 4],
        [4, 1],
        [4, 1],
        [4, 1],
      ],
    );
  });

  it("repeat the fixed actions in every stage on request", () => {
    const wave: Wave = { name: "prod", fixedActions: 3, fixedIn: "every", environments: fleet(80, ["us-east-1"], 4) };
    assert.deepEqual(
      planWave(wave).stages.map((stage) => [stage.fixedActions, environmentsOf(stage).length]),
      [
        [3, 24],
        [3, 24],
        [3, 24],
        [3, 8],
      ],
    );
  });

  it("run no more environments at once than the cap, group after group", () => {
    const wave: Wave = { name: "prod", fixedActions: 2, concurrency: 2, environments: fleet(5, ["us-east-1"], 3) };
    const [stage] = planWave(wave).stages;
    assert.deepEqual(
      stage!.groups.map(({ runOrder, environments }) => [runOrder, environments.map(({ account }) => account)]),
      [
        [3, ["account1", "account2"]],
        [6, ["account3", "account4"]],
        [9, ["account5"]],
      ],
    );
    assert.equal(stage!.sequential, 11);
  });

  it("start the next group when the longest environment of the one before has ended", () => {
    const environments = [1, 4, 2].map((actions, index) => ({ name: `e${index}`, account: "a", region: "r", actions }));
    const [stage] = planWave({ name: "prod", fixedActions: 0, concurrency: 2, environments }).stages;
    assert.deepEqual(
      stage!.groups.map(({ runOrder }) => runOrder),
      [1, 5],
    );
  });

  it("refuse an environment that is too large for a stage by itself or with the fixed actions", () => {
    const alone = planWave({ name: "prod", fixedActions: 0, environments: fleet(1, ["us-east-1"], 101) });
    assert.deepEqual(alone.stages, []);
    assert.deepEqual(alone.problems, [
      {
        subject: "waves.prod.environments.account1-us-east-1.actions",
        used: 101,
        limit: limits.actionsPerStage,
        arithmetic: "101 actions of environment account1-us-east-1 = 101 actions in one stage",
        remedy: "remove 1 step: an environment is never split over two stages",
      },
    ]);
    const fixed = planWave({ name: "prod", fixedActions: 3, environments: fleet(1, ["us-east-1"], 98) });
    assert.equal(fixed.problems[0]!.used, 101);
    assert.match(fixed.problems[0]!.arithmetic, /^3 actions before it \+ 98 actions/);
    assert.deepEqual(
      planWave({ name: "prod", fixedActions: 3, environments: fleet(1, ["us-east-1"], 97) }).problems,
      [],
    );
  });

  it("refuse counts that are none", () => {
    const environments = fleet(1, ["us-east-1"], 1);
    assert.throws(() => planWave({ name: "prod", fixedActions: -1, environments }), /fixedActions/);
    assert.throws(() => planWave({ name: "prod", fixedActions: 0, concurrency: 0, environments }), /concurrency/);
    assert.throws(() => planWave({ name: "prod", fixedActions: 0, environments: fleet(1, ["r"], 0) }), /actions of/);
  });

  it("hold every environment once, in order, whole", () => {
    fc.assert(
      fc.property(anyWave, (of) => {
        const wave = waveOf(of);
        assert.deepEqual(planWave(wave, smaller(12)).stages.flatMap(environmentsOf), wave.environments);
      }),
    );
  });

  it("keep the limits of actions, of parallel and of sequential ones, and the cap, whatever these are", () => {
    const bounds = fc.tuple(
      fc.integer({ min: 10, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 10, max: 20 }),
    );
    fc.assert(
      fc.property(anyWave, bounds, (of, [actions, parallel, sequential]) => {
        const { stages } = planWave(waveOf(of), smaller(actions, parallel, sequential));
        for (const stage of stages) {
          const orders = runOrders(stage);
          const all = [...orders.values()].reduce((sum, value) => sum + value, 0);
          assert.equal(stage.actions, all);
          assert.equal(stage.sequential, orders.size);
          assert.ok(all <= actions);
          assert.ok(orders.size <= sequential);
          assert.ok(Math.max(...orders.values()) <= Math.min(parallel, of.concurrency ?? parallel));
          // No run order is left out: the stage takes as long as its actions need.
          assert.equal(Math.max(...orders.keys()), orders.size);
        }
      }),
    );
  });

  it("are as few as any cut into stages could be", () => {
    fc.assert(
      fc.property(anyWave, fc.integer({ min: 10, max: 20 }), (of, most) => {
        const wave = waveOf(of);
        assert.equal(planWave(wave, smaller(most)).stages.length, fewest(wave, most));
      }),
    );
  });
});
