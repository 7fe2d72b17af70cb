import assert from "node:assert/strict";
import { fitting, limits, planWaves, quotaMessage, type WavesRequest } from "../../../catalog/quota";
import { fleet, regions } from "./environments";

const request = (changes: Partial<WavesRequest> = {}): WavesRequest => ({
  subject: "services.orders",
  otherStages: 0,
  otherActions: 0,
  waves: [],
  ...changes,
});

const sizes = (of: WavesRequest) =>
  planWaves(of).stages.map(({ name, groups }) => [name, groups.flatMap((group) => group.environments).length]);

describe("the plan of a pipeline's waves", () => {
  it("refuses 200 accounts in 3 regions with its arithmetic, and says how many fit and into how many services", () => {
    const waves = [{ name: "prod", fixedActions: 0, environments: fleet(200, regions, 4) }];
    const { stages, problems } = planWaves(request({ waves }));
    assert.deepEqual(stages, []);
    assert.deepEqual(problems, [
      {
        subject: "services.orders.actions",
        used: 2400,
        limit: limits.actionsPerPipeline,
        arithmetic: "200 accounts x 3 regions = 600 environments, each 4 actions = 2,400 actions",
        remedy: "at most 250 environments fit: split them over 3 services, or drop 350 environments",
      },
    ]);
    assert.equal(
      quotaMessage(problems[0]!),
      "200 accounts x 3 regions = 600 environments, each 4 actions = 2,400 actions; CodePipeline allows 1,000 actions " +
        "(actions in a pipeline); at most 250 environments fit: split them over 3 services, or drop 350 environments. " +
        "https://docs.aws.amazon.com/general/latest/gr/codepipeline.html",
    );
  });

  it("takes 200 accounts in 3 regions that need one action each, in 6 full stages and none more", () => {
    const waves = [{ name: "prod", fixedActions: 0, environments: fleet(200, regions, 1) }];
    assert.deepEqual(
      sizes(request({ waves })),
      [1, 2, 3, 4, 5, 6].map((part) => [`prod.${part}`, 100]),
    );
  });

  it("counts the approval and the other stages, so that fewer environments fit", () => {
    const waves = [{ name: "prod", fixedActions: 3, environments: fleet(200, regions, 4) }];
    const { problems } = planWaves(request({ waves, otherStages: 2, otherActions: 6 }));
    assert.equal(
      problems[0]!.arithmetic,
      "200 accounts x 3 regions = 600 environments, each 4 actions = 2,400 actions " +
        "+ 3 actions before the environments + 6 actions in other stages = 2,409 actions",
    );
    assert.equal(problems[0]!.used, 2409);
    // (1,000 - 6 - 3) / 4 = 247.75, and 600 / 247 = 2.4.
    assert.match(problems[0]!.remedy, /^at most 247 environments fit: split them over 3 services, or drop 353 /);
    assert.equal(fitting(request({ waves, otherStages: 2, otherActions: 6 })), 247);
  });

  it("takes exactly what it says fits, and refuses one environment more", () => {
    const of = (environments: number) =>
      request({ waves: [{ name: "prod", fixedActions: 0, environments: fleet(environments, ["us-east-1"], 4) }] });
    assert.equal(planWaves(of(250)).problems.length, 0);
    assert.equal(planWaves(of(250)).stages.length, 10);
    assert.equal(planWaves(of(251)).problems.length, 1);
  });

  it("counts one account in three regions as three environments", () => {
    const one = [{ name: "prod", fixedActions: 0, environments: fleet(1, regions, 3) }];
    assert.deepEqual(sizes(request({ waves: one })), [["prod", 3]]);
    assert.equal(planWaves(request({ waves: one })).stages[0]!.actions, 9);
    const many = [{ name: "prod", fixedActions: 0, environments: fleet(1, regions, 34) }];
    assert.deepEqual(sizes(request({ waves: many })), [
      ["prod.1", 2],
      ["prod.2", 1],
    ]);
  });

  it("names places that are no full product, and actions that differ, as they are", () => {
    const environments = [...fleet(2, regions, 90), ...fleet(7, ["us-east-1"], 80)];
    const { problems } = planWaves(request({ waves: [{ name: "prod", fixedActions: 0, environments }] }));
    assert.equal(
      problems[0]!.arithmetic,
      "13 environments in 7 accounts and 3 regions, each 80 to 90 actions = 1,100 actions",
    );
  });

  it("keeps the waves' order and starts each in a stage of its own", () => {
    const waves = ["test", "prod"].map((name) => ({
      name,
      fixedActions: 1,
      environments: fleet(30, ["us-east-1"], 4),
    }));
    assert.deepEqual(sizes(request({ waves })), [
      ["test.1", 24],
      ["test.2", 6],
      ["prod.1", 24],
      ["prod.2", 6],
    ]);
  });

  it("refuses more waves than a pipeline has stages", () => {
    const wave = (index: number) => ({ name: `w${index}`, fixedActions: 0, environments: fleet(1, ["us-east-1"], 1) });
    const of = (waves: number) =>
      request({ otherStages: 2, otherActions: 2, waves: Array.from({ length: waves }, (_, index) => wave(index)) });
    assert.equal(planWaves(of(48)).stages.length, 48);
    const { problems } = planWaves(of(49));
    assert.equal(problems[0]!.subject, "services.orders.stages");
    assert.equal(problems[0]!.arithmetic, "49 waves in 49 stages + 2 stages before = 51 stages");
    assert.match(problems[0]!.remedy, /at most 48 environments fit: split them over 2 services/);
  });

  it("reports every environment that no stage takes, under the request's path", () => {
    const environments = [...fleet(1, regions, 101), ...fleet(1, ["eu-north-1"], 1)];
    const { stages, problems } = planWaves(request({ waves: [{ name: "prod", fixedActions: 0, environments }] }));
    assert.deepEqual(stages, []);
    assert.deepEqual(
      problems.map((problem) => problem.subject),
      regions.map((region) => `services.orders.waves.prod.environments.account1-${region}.actions`),
    );
  });

  it("is empty without environments", () => {
    assert.deepEqual(planWaves(request({ waves: [{ name: "prod", fixedActions: 3, environments: [] }] })), {
      stages: [],
      problems: [],
    });
  });
});
