import assert from "node:assert/strict";
import { deploymentGroupRollsBack as rollback } from "../../policies/rules/deployment-group-rolls-back";
import { productionStageBehindApproval as approval } from "../../policies/rules/production-stage-behind-approval";
import { judge, messages, type Part, unknown } from "./fixtures";

describe("deployment-group-rolls-back", () => {
  const group = (inputs: Part["inputs"]): Part => ({ type: "aws:codedeploy/deploymentGroup:DeploymentGroup", inputs });
  const onFailure = { enabled: true, events: ["DEPLOYMENT_FAILURE"] };
  const onBoth = { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] };
  const alarm = { enabled: true, alarms: ["errors"] };
  const productionTags = { "slipway:production": "true" };

  it("passes a group that rolls a failure back, and a production group with an alarm", () => {
    assert.deepEqual(messages(rollback, group({ autoRollbackConfiguration: onFailure })), []);
    const full = { autoRollbackConfiguration: onBoth, alarmConfiguration: alarm, tagsAll: productionTags };
    assert.deepEqual(messages(rollback, group(full)), []);
  });

  for (const configuration of [null, { enabled: false, events: ["DEPLOYMENT_FAILURE"] }]) {
    it(`finds autoRollbackConfiguration ${JSON.stringify(configuration)}`, () => {
      assert.deepEqual(messages(rollback, group({ autoRollbackConfiguration: configuration })), [
        "mandatory: autoRollbackConfiguration.enabled is not true: a failed deployment stays as it is.",
      ]);
    });
  }

  it("finds that failures are not among the events", () => {
    const events = { enabled: true, events: ["DEPLOYMENT_STOP_ON_REQUEST"] };
    assert.deepEqual(messages(rollback, group({ autoRollbackConfiguration: events })), [
      "mandatory: autoRollbackConfiguration.events lacks DEPLOYMENT_FAILURE.",
    ]);
  });

  const tagSets: Array<Part["inputs"]> = [
    { tagsAll: productionTags },
    { tags: { environment: "production" } },
    { tags: { "slipway:environment": "prod-eu-west-1" } },
    { tags: { "slipway:production": "false" }, tagsAll: productionTags },
  ];
  for (const tags of tagSets) {
    it(`wants an alarm and its rollback of a group with ${JSON.stringify(tags)}`, () => {
      assert.deepEqual(messages(rollback, group({ autoRollbackConfiguration: onFailure, ...tags })), [
        "mandatory: autoRollbackConfiguration.events lacks DEPLOYMENT_STOP_ON_ALARM.",
        "mandatory: alarmConfiguration names no alarm that stops a production deployment.",
      ]);
    });
  }

  it("does not take prod in another word, or a tag that says no, for production", () => {
    for (const tags of [{ environment: "product-lab" }, { environment: "prod", "slipway:production": "false" }]) {
      assert.deepEqual(messages(rollback, group({ autoRollbackConfiguration: onFailure, tags })), []);
    }
  });

  it("counts an alarm of unknown name, and leaves unknown settings to the update", () => {
    const tags = productionTags;
    const named = { enabled: true, alarms: [unknown] };
    assert.deepEqual(
      messages(rollback, group({ autoRollbackConfiguration: onBoth, alarmConfiguration: named, tags })),
      [],
    );
    const open = group({
      autoRollbackConfiguration: unknown,
      alarmConfiguration: { enabled: true, alarms: unknown },
      tags,
    });
    assert.deepEqual(
      judge(rollback, open).map(({ level }) => level),
      ["advisory", "advisory"],
    );
  });
});

describe("production-stage-behind-approval", () => {
  const action = (category: string, provider: string, runOrder?: number) => ({
    name: category,
    category,
    provider,
    ...(runOrder ? { runOrder } : {}),
  });
  const approve = (runOrder?: number) => action("Approval", "Manual", runOrder);
  const deploy = (runOrder?: number) => action("Deploy", "CodeDeploy", runOrder);
  const stage = (name: string, ...actions: object[]) => ({ name, actions });
  const pipeline = (stages: object, tags: Record<string, string> = {}): Part => ({
    type: "aws:codepipeline/pipeline:Pipeline",
    inputs: { stages, tags },
  });
  const source = stage("Source", action("Source", "S3"));
  const marked = { "slipway:production-stages": "live other" };
  const refused = (name: string) => [`mandatory: Stage ${name} deploys to production and no approval comes before it.`];

  it("passes an approval earlier in the stage, and one in the stage before", () => {
    assert.deepEqual(messages(approval, pipeline([source, stage("prod", approve(1), deploy(2))])), []);
    assert.deepEqual(messages(approval, pipeline([source, stage("Approve", approve()), stage("prod", deploy())])), []);
  });

  it("finds a stage called prod or production that deploys without one", () => {
    for (const name of ["prod", "Production", "prod-eu-west-1"]) {
      assert.deepEqual(messages(approval, pipeline([source, stage(name, deploy())])), refused(name));
    }
    assert.deepEqual(messages(approval, pipeline([source, stage("dev", deploy())])), []);
    assert.deepEqual(messages(approval, pipeline([source, stage("products", deploy())])), []);
  });

  it("finds each stage that the pipeline's tag names, whatever it is called", () => {
    const stages = [source, stage("live", deploy()), stage("other", approve(1), deploy(2))];
    assert.deepEqual(messages(approval, pipeline(stages, marked)), refused("live"));
  });

  it("finds a tag that names a stage which does not exist", () => {
    assert.deepEqual(messages(approval, pipeline([source, stage("live", approve(1), deploy(2))], marked)), [
      "mandatory: Tag slipway:production-stages names stage other, which the pipeline does not have.",
    ]);
  });

  it("does not take an approval beside, after, or two stages before the deployment for one", () => {
    assert.deepEqual(messages(approval, pipeline([source, stage("prod", approve(), deploy())])), refused("prod"));
    assert.deepEqual(messages(approval, pipeline([source, stage("prod", approve(2), deploy(1))])), refused("prod"));
    const early = [source, stage("Approve", approve()), stage("dev", deploy()), stage("prod", deploy())];
    assert.deepEqual(messages(approval, pipeline(early)), refused("prod"));
  });

  it("wants a person: another provider of category Approval is none", () => {
    const stages = [source, stage("prod", action("Approval", "Robot", 1), deploy(2))];
    assert.deepEqual(messages(approval, pipeline(stages)), refused("prod"));
  });

  it("ignores unknown configuration, and leaves unknown stages to the update", () => {
    const withUnknown = { ...deploy(2), configuration: { ApplicationName: unknown } };
    assert.deepEqual(messages(approval, pipeline([source, stage("prod", approve(1), withUnknown)])), []);
    const found = judge(approval, pipeline(unknown));
    assert.deepEqual(
      found.map(({ level }) => level),
      ["advisory"],
    );
  });
});
