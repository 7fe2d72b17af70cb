import assert from "node:assert/strict";
import { limits, naming } from "../../../catalog/naming";
import { projectsOf } from "../../../catalog/pipeline/builds";
import { planDelivery } from "../../../catalog/pipeline/delivery";
import { configurationLimit } from "../../../catalog/pipeline/limits";
import type { PipelineAction, PipelineModel } from "../../../catalog/pipeline/model";
import { validatePipeline } from "../../../catalog/pipeline/validate";
import { filledLength } from "../../../catalog/pipeline/variables";
import { previousLimit } from "../../../functions/gates/previous";
import { userParametersLimit } from "../../../functions/gates/request";
import {
  accounts,
  actionOf,
  catalog,
  catalogOf,
  environment,
  modelIn,
  placeIn,
  requestIn,
  type ServiceFile,
  service,
  stage,
} from "./sample";

type WaveFile = Extract<ServiceFile["stages"][number], { wave: string }>;

const names = (count: number) => Array.from({ length: count }, (_, index) => `prod-${index + 1}`);
const wide = (count: number) => names(count).map((name) => environment(name));
const wave = (count: number, changes: Partial<WaveFile> = {}): WaveFile => ({
  wave: "world",
  stages: names(count).map((name) => stage(name)),
  ...changes,
});
const modelOf = (count: number, changes: Partial<WaveFile> = {}, file: Partial<ServiceFile> = {}) =>
  modelIn(catalogOf({ ...file, stages: [wave(count, changes)] }, wide(count)));

const named = (model: PipelineModel, stageName: string) => model.stages.find(({ name }) => name === stageName)!;
const orders = (actions: PipelineAction[]) => Object.fromEntries(actions.map(({ name, runOrder }) => [name, runOrder]));

describe("a wave", () => {
  it("deploys to its environments side by side, after one approval for all", () => {
    const model = modelOf(2);
    assert.deepEqual(orders(named(model, "world").actions), {
      Previous: 1,
      Approve: 2,
      Approver: 3,
      "Same-prod-1": 4,
      "Deploy-prod-1": 5,
      "Record-prod-1": 6,
      "Same-prod-2": 4,
      "Deploy-prod-2": 5,
      "Record-prod-2": 6,
    });
    assert.deepEqual(named(model, "world").environments, ["prod-1", "prod-2"]);
    assert.deepEqual(validatePipeline(model), []);
  });

  it("has its approval in a stage of its own when a failure is tried again or rolled back", () => {
    for (const failure of ["retry", "rollback"] as const) {
      const model = modelOf(2, { failure });
      const approval = named(model, "world.approval");
      assert.deepEqual(orders(approval.actions), { Previous: 1, Approve: 2, Approver: 3 });
      assert.equal(requestIn(approval.actions[2]!)["stage"], "world.approval");
      assert.deepEqual([approval.beforeEntry, approval.onFailure], [undefined, undefined], "a refusal only stops");
      const deploying = named(model, "world");
      assert.equal(deploying.onFailure, failure.toUpperCase());
      assert.ok(deploying.actions.every(({ category }) => category !== "Approval"));
      assert.equal(model.stages.indexOf(approval) + 1, model.stages.indexOf(deploying));
      assert.deepEqual(validatePipeline(model), []);
    }
  });

  it("names its actions the same with a further environment", () => {
    const [one, two] = [modelOf(1), modelOf(2)];
    const before = named(one, "world").actions.map(({ name }) => name);
    const after = named(two, "world").actions.map(({ name }) => name);
    assert.deepEqual(
      after.filter((name) => before.includes(name)),
      before,
    );
  });

  it("runs as many at once as the file allows, the next ones after them", () => {
    const model = modelOf(5, { concurrency: 2 });
    const deploys = named(model, "world").actions.filter(({ category }) => category === "Deploy");
    assert.deepEqual(
      deploys.map(({ runOrder }) => runOrder),
      [5, 5, 8, 8, 11],
    );
    assert.deepEqual(validatePipeline(model), []);
  });

  it("of more actions than a stage takes becomes several stages, with the approval in the first", () => {
    const model = modelOf(60, {}, { source: { connection: "github", repository: "acme/orders", branch: "main" } });
    const [first, second] = [named(model, "world.1"), named(model, "world.2")];
    assert.ok(first.actions.length <= 100 && second.actions.length <= 100);
    assert.equal(first.environments.length + second.environments.length, 60);
    assert.deepEqual(
      [first, second].map(({ actions }) => actions.filter(({ category }) => category === "Approval").length),
      [1, 0],
    );
    assert.deepEqual([first.wave, second.wave], ["world", "world"]);
    assert.equal(requestIn(actionOf(model, "world.1", "Approver"))["stage"], "world.1");
    assert.deepEqual(validatePipeline(model), []);
  });

  it("that no pipeline can take is refused with the arithmetic", () => {
    const { service, track, catalog } = placeIn(catalogOf({ stages: [wave(600)] }, wide(600)));
    const { problems, model } = planDelivery(catalog, service, track);
    const found = problems.find(({ subject }) => subject === "services.orders.actions");
    assert.ok(found, JSON.stringify(problems));
    assert.match(found.arithmetic, /600 environments.*each 3 actions = 1,800 actions/);
    assert.deepEqual(
      model.stages.map(({ name }) => name),
      ["Source", "Build"],
    );
  });
});

describe("an approval", () => {
  it("tells commit, digest, target, what runs now, and where to see the change", () => {
    const model = modelIn(catalogOf({}));
    const { configuration, namespace } = actionOf(model, "prod", "Approve");
    assert.equal(namespace, undefined);
    assert.deepEqual(configuration, {
      NotificationArn: "arn:aws:sns:us-east-1:111111111111:acme-approvals",
      CustomData:
        "Deploy acme/orders at #{SourceVariables.CommitId}, artifact #{Candidate.Digest}, to prod. Now: #{Previous-prod.Digests}.",
      ExternalEntityLink: "https://github.com/acme/orders/commit/#{SourceVariables.CommitId}",
    });
    assert.deepEqual(requestIn(actionOf(model, "prod", "Previous")), {
      gate: "previous",
      releases: "/slipway/acme/releases/orders",
      environments: ["prod"],
    });
  });

  it("links to the commit's page at each host, and to none where there is none", () => {
    const link = (provider: "GitHub" | "GitLab" | "Bitbucket") => {
      const toolchain = { connections: { github: { provider } }, notifications: {}, baseImages: {} };
      return actionOf(modelIn(catalogOf({}, undefined, { toolchain })), "prod", "Approve").configuration[
        "ExternalEntityLink"
      ];
    };
    assert.match(link("GitLab") as string, /^https:\/\/gitlab\.com\/acme\/orders\/-\/commit\/#/);
    assert.match(link("Bitbucket") as string, /^https:\/\/bitbucket\.org\/acme\/orders\/commits\/#/);
    const codecommit = modelIn(catalogOf({ source: { kind: "codecommit", repository: "orders", branch: "main" } }));
    assert.match(
      actionOf(codecommit, "prod", "Approve").configuration["ExternalEntityLink"] as string,
      /^https:\/\/us-east-1\.console\.aws\.amazon\.com\/codesuite\/codecommit\/repositories\/orders\/commit\/#/,
    );
    const ecr = modelIn(catalogOf({ source: { kind: "ecr", repository: "acme/base", tag: "stable" } }));
    assert.equal(actionOf(ecr, "prod", "Approve").configuration["ExternalEntityLink"], undefined);
  });

  it("is asked of the file's audience for the file's minutes, by default of approvals for seven days", () => {
    const approval = { minutes: 90, audience: "board" };
    const given = actionOf(modelIn(catalogOf({ stages: [stage("prod", { approval })] })), "prod", "Approve");
    assert.equal(given.timeoutMinutes, 90);
    assert.equal(given.configuration["NotificationArn"], "arn:aws:sns:us-east-1:111111111111:acme-board");
    assert.equal(actionOf(modelIn(catalogOf({})), "prod", "Approve").timeoutMinutes, 10_080);
  });

  it("is refused to the author of the change, where a source knows an author", () => {
    const request = requestIn(actionOf(modelIn(catalogOf({})), "prod", "Approver"));
    assert.deepEqual(request, {
      gate: "approver",
      pipeline: "acme-orders",
      execution: "#{codepipeline.PipelineExecutionId}",
      stage: "prod",
      action: "Approve",
    });
    const has = (source: ServiceFile["source"]) =>
      named(modelIn(catalogOf({ source })), "prod").actions.some(({ name }) => name === "Approver");
    assert.ok(has({ kind: "codecommit", repository: "orders", branch: "main" }));
    assert.ok(!has({ kind: "s3", bucket: "acme-promoted", key: "orders.zip" }));
    assert.ok(!has({ kind: "ecr", repository: "acme/base", tag: "stable" }));
  });

  it("of a wave too large to be named in a request gives the number of its environments", () => {
    const small = modelOf(20);
    const large = modelOf(21);
    assert.match(
      actionOf(small, "world", "Approve").configuration["CustomData"] as string,
      /to 20 environments of world\. Now: #/,
    );
    const { actions, beforeEntry } = named(large, "world");
    assert.deepEqual(
      actions.slice(0, 2).map(({ name, runOrder }) => [name, runOrder]),
      [
        ["Approve", 1],
        ["Approver", 2],
      ],
    );
    assert.match(actions[0]!.configuration["CustomData"] as string, /to 21 environments of world\.$/);
    assert.equal(beforeEntry, undefined);
    assert.deepEqual([validatePipeline(small), validatePipeline(large)], [[], []]);
  });
});

describe("the requests to the gates function", () => {
  it("have the room that the function itself reckons with", () => {
    assert.equal(configurationLimit.value, userParametersLimit);
    assert.equal(filledLength("#{Previous-prod.Digests}"), previousLimit);
  });

  it("fit their 1,000 characters for the longest names and twenty environments", () => {
    const longest = Array.from(
      { length: 20 },
      (_, index) => `production-ap-southeast-${String(index).padStart(2, "0")}`,
    );
    const environments = longest.map((name) => environment(name, { account: "prod", accountId: accounts.prod }));
    const world = { wave: "w".repeat(32), stages: longest.map((name) => stage(name)) };
    const name = "s".repeat(limits.service);
    const services = [service(name, { stages: [world] }, environments)];
    const which = catalog({ environments, services, names: naming("p".repeat(limits.prefix)) });
    assert.deepEqual(validatePipeline(modelIn(which, name)), []);
  });
});

describe("a stage's conditions", () => {
  const prod = (changes: Parameters<typeof stage>[1]) =>
    named(modelIn(catalogOf({ stages: [stage("dev"), stage("prod", changes)] })), "prod");

  it("skip it, approval and all, when every environment of its wave runs the artifact already", () => {
    const { beforeEntry } = prod({});
    assert.equal(beforeEntry?.result, "SKIP");
    assert.deepEqual(
      beforeEntry?.rules.map(({ name, provider }) => [name, provider]),
      [["Changed", "LambdaInvoke"]],
    );
    assert.deepEqual(requestIn(beforeEntry!.rules[0]!), {
      gate: "changed",
      releases: "/slipway/acme/releases/orders",
      environments: ["prod"],
      digest: "#{Candidate.Digest}",
    });
    assert.equal(prod({ skipUnchanged: false }).beforeEntry, undefined);
  });

  it("never skip the first of a wave's stages with the approval of the others, which would be entered without it", () => {
    const steps = ["migrate", "smoke", "load"].map((name) => ({ name, buildspec: `${name}.yml` }));
    const stages = names(20).map((name) => stage(name, { after: steps }));
    const entries = (changes: Partial<WaveFile>) => {
      const model = modelOf(20, { stages, ...changes });
      assert.deepEqual(validatePipeline(model), []);
      const deploying = model.stages.filter(({ wave, environments }) => wave === "world" && environments.length > 0);
      assert.ok(deploying.length > 1);
      return new Set(deploying.map(({ beforeEntry }) => beforeEntry?.result));
    };
    assert.deepEqual(entries({}), new Set([undefined]));
    assert.deepEqual(entries({ failure: "retry" }), new Set(["SKIP"]));
  });

  it("let a run in at the window's times and when variables hold, and fail it otherwise", () => {
    const { beforeEntry } = prod({
      window: { cron: "* * 9-16 ? * MON-THU", timeZone: "Europe/Berlin" },
      variables: [{ variable: "#{BuildVariables.READY}", value: "yes" }],
    });
    assert.equal(beforeEntry?.result, "FAIL");
    assert.deepEqual(
      beforeEntry?.rules.map(({ name, provider, configuration }) => [name, provider, configuration]),
      [
        ["Window", "DeploymentWindow", { Cron: "* * 9-16 ? * MON-THU", TimeZone: "Europe/Berlin" }],
        ["Variable1", "VariableCheck", { Variable: "#{BuildVariables.READY}", Operator: "EQ", Value: "yes" }],
      ],
    );
  });

  it("watch alarms after the last action, and go back when the file says rollback", () => {
    const bake = { minutes: 15, alarms: ["errors", "latency"] };
    const stops = prod({ bake });
    assert.equal(stops.onSuccess?.result, "FAIL");
    assert.deepEqual(
      stops.onSuccess?.rules.map(({ provider, configuration }) => [provider, configuration]),
      ["errors", "latency"].map((AlarmName) => [
        "CloudWatchAlarm",
        { AlarmName, WaitTime: "15", AlarmStates: "ALARM" },
      ]),
    );
    const back = prod({ bake, failure: "rollback" });
    assert.deepEqual([back.onSuccess?.result, back.onFailure], ["ROLLBACK", "ROLLBACK"]);
  });

  it("try failed actions once more, go back, or stop, as the file says", () => {
    const results = (["stop", "retry", "rollback"] as const).map((failure) => prod({ failure }).onFailure);
    assert.deepEqual(results, [undefined, "RETRY", "ROLLBACK"]);
  });
});

describe("steps of a stage", () => {
  const step = (name: string) => ({ name, buildspec: `${name}.yml` });
  const file = [
    stage("dev", { before: [step("migrate")], after: [step("smoke"), step("load")] }),
    stage("prod", { after: [step("smoke")] }),
  ];

  it("run before and after its deployment, in order; what runs is recorded at once, and again when all have passed", () => {
    const { actions } = named(modelIn(catalogOf({ stages: file })), "dev");
    assert.deepEqual(orders(actions), { migrate: 1, Same: 2, Deploy: 3, Record: 4, smoke: 5, load: 6, Passed: 7 });
    const records = actions
      .filter(({ name }) => ["Record", "Passed"].includes(name))
      .map((action) => requestIn(action)["passed"]);
    assert.deepEqual(records, [false, true]);
  });

  it("know their environment and region, and have one project each however many stages run them", () => {
    const which = catalogOf({ stages: file });
    const environments = ["dev", "prod"].map((name) => {
      const { configuration, category } = actionOf(modelIn(which), name, "smoke");
      assert.deepEqual([configuration["ProjectName"], category], ["acme-orders_smoke", "Test"]);
      return JSON.parse(configuration["EnvironmentVariables"] as string) as unknown;
    });
    const variables = (name: string) => [
      { name: "SLIPWAY_ENVIRONMENT", value: name, type: "PLAINTEXT" },
      { name: "SLIPWAY_REGION", value: "us-east-1", type: "PLAINTEXT" },
    ];
    assert.deepEqual(environments, ["dev", "prod"].map(variables));
    assert.deepEqual(
      projectsOf(placeIn(which)).map(({ key }) => key),
      ["build", "migrate", "smoke", "load"],
    );
  });
});
