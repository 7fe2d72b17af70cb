import assert from "node:assert/strict";
import { codepipelineProductionStageStandsBehindApproval as approval } from "../../policies/rules/codepipeline/codepipeline-production-stage-stands-behind-approval";
import { judge, messages, type Part, unknown } from "./fixtures";

describe("codepipeline-production-stage-stands-behind-approval", () => {
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

  it("passes gates before and after the approval, but not the function that is all of the stage's work", () => {
    const gate = (runOrder: number) => action("Invoke", "Lambda", runOrder);
    const gated = stage("prod", gate(1), approve(2), gate(3), deploy(4), gate(5));
    assert.deepEqual(messages(approval, pipeline([source, gated])), []);
    const live = { "slipway:production-stages": "live" };
    const byFunction = stage("live", approve(1), gate(2));
    assert.deepEqual(messages(approval, pipeline([source, byFunction], live)), []);
    assert.deepEqual(messages(approval, pipeline([source, stage("live", gate(1), approve(2))], live)), refused("live"));
  });

  it("passes an approval last in the stage before, after what that stage deploys itself", () => {
    const stages = [source, stage("uat", deploy(1), approve(2)), stage("prod", deploy())];
    assert.deepEqual(messages(approval, pipeline(stages)), []);
  });

  it("takes an approval of what the stage before deploys for no approval of production", () => {
    const stages = [source, stage("uat", approve(1), deploy(2)), stage("prod", deploy())];
    assert.deepEqual(messages(approval, pipeline(stages)), refused("prod"));
    const late = [source, stage("uat", deploy(2), approve(2)), stage("prod", deploy())];
    assert.deepEqual(messages(approval, pipeline(late)), refused("prod"));
  });

  it("passes every stage of a wave that is approved in its first", () => {
    const waves = [1, 2, 3].map((n) => stage(`wide.${n}`, ...(n === 1 ? [approve(1)] : []), deploy(2)));
    const tags = { "slipway:production-stages": "wide.1 wide.2 wide.3" };
    assert.deepEqual(messages(approval, pipeline([source, ...waves], tags)), []);
  });

  it("finds stages of a wave whose first stage asks nobody, asks too late, or stands elsewhere", () => {
    const second = stage("production.2", deploy());
    const tails = { none: [deploy(2)], late: [deploy(1), approve(2)], beside: [approve(1), deploy(1)] };
    for (const [how, actions] of Object.entries(tails)) {
      // What the first stage asks for last is asked before the second.
      const expected =
        how === "late" ? refused("production.1") : [...refused("production.1"), ...refused("production.2")];
      const stages = [source, stage("production.1", ...actions), second];
      assert.deepEqual(messages(approval, pipeline(stages)), expected, how);
    }
    const first = (name: string) => stage(name, approve(1), deploy(2));
    for (const stages of [
      [source, first("early.1"), second],
      [source, first("production.1"), stage("dev", deploy()), second],
      [source, second, first("production.1")],
      [source, first("production"), second],
    ]) {
      assert.deepEqual(messages(approval, pipeline(stages)), refused("production.2"));
    }
  });

  it("takes the approval of a stage that may be skipped for none, even when the same may skip both", () => {
    const skipping = (name: string) => ({ beforeEntry: { condition: { result: "SKIP", rules: [{ name }] } } });
    const stages = (one: object, other: object) => [
      source,
      { ...stage("production.1", approve(1), deploy(2)), ...one },
      { ...stage("production.2", deploy()), ...other },
    ];
    assert.deepEqual(messages(approval, pipeline(stages({}, skipping("a")))), []);
    // Each stage asks at its own time, and a rule that cannot be asked skips as well.
    assert.deepEqual(messages(approval, pipeline(stages(skipping("a"), skipping("a")))), refused("production.2"));
    assert.deepEqual(messages(approval, pipeline(stages(skipping("a"), {}))), refused("production.2"));
    assert.deepEqual(messages(approval, pipeline(stages(skipping("a"), skipping("b")))), refused("production.2"));
    const asking = { ...stage("Approve", approve()), ...skipping("a") };
    assert.deepEqual(messages(approval, pipeline([source, asking, stage("prod", deploy())])), refused("prod"));
    const apart = [source, stage("Approve", approve()), { ...stage("prod.1", deploy()), ...skipping("a") }];
    assert.deepEqual(messages(approval, pipeline([...apart, stage("prod.2", deploy())])), []);
  });

  it("finds a stage called prod or production that deploys without one", () => {
    for (const name of ["prod", "Production", "prod-eu-west-1", "production.1"]) {
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
