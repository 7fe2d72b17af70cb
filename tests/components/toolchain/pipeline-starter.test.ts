import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { decide } from "../../../catalog/iam";
import { limits, policySize } from "../../../catalog/quota";
import type { PipelineStarterArgs } from "../../../components/toolchain/pipeline-starter";
import { build, buildError, documentOf } from "../harness";

const accountId = "111111111111";
const pipelineArn = `arn:aws:codepipeline:us-east-1:${accountId}:acme-orders`;

const args = (changes: Partial<PipelineStarterArgs> = {}): PipelineStarterArgs => ({
  pipelineName: "acme-orders",
  roleName: "acme-orders-start",
  accountId,
  partition: "aws",
  region: "us-east-1",
  boundaryArn: `arn:aws:iam::${accountId}:policy/slipway/acme-boundary`,
  events: [
    { name: "Source", pattern: { source: ["aws.codecommit"], account: [accountId] } },
    { name: "After-base", pattern: { source: ["aws.codepipeline"], account: [accountId] } },
  ],
  ...changes,
});

async function make(changes: Partial<PipelineStarterArgs> = {}) {
  const { PipelineStarter } = await import("../../../components/toolchain/pipeline-starter");
  return build(() => ({ rules: new PipelineStarter("start", args(changes)).ruleNames }));
}

describe("PipelineStarter", () => {
  it("has a rule for each event, whose only target is the pipeline", async () => {
    const built = await make();
    assert.deepEqual(built.outputs["rules"], ["acme-orders-Source", "acme-orders-After-base"]);
    const rule = built.one("aws:cloudwatch/eventRule:EventRule", "start-Source").inputs;
    assert.deepEqual(JSON.parse(rule["eventPattern"] as string), args().events[0]!.pattern);
    const targets = built.all("aws:cloudwatch/eventTarget:EventTarget").map(({ inputs }) => inputs);
    const roleArn = `arn:aws:iam::${accountId}:role/services/acme-orders-start`;
    assert.deepEqual(
      targets.map((target) => [target["rule"], target["arn"], target["roleArn"]]),
      [
        ["acme-orders-Source", pipelineArn, roleArn],
        ["acme-orders-After-base", pipelineArn, roleArn],
      ],
    );
  });

  it("starts this pipeline, and no other, and does nothing else", async () => {
    const built = await make();
    const role = built.one("aws:iam/role:Role").inputs;
    assert.equal(role["path"], "/services/");
    assert.equal(role["permissionsBoundary"], args().boundaryArn);
    const document = documentOf(built.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]);
    const may = (action: string, resource: string) =>
      decide(
        {
          caller: { kind: "principal", arn: `arn:aws:iam::${accountId}:role/services/acme-orders-start`, accountId },
          action,
          resource,
          resourceAccount: accountId,
          context: {},
        },
        { identity: [{ name: "start", document }] },
      ).verdict;
    assert.equal(may("codepipeline:StartPipelineExecution", pipelineArn), "allowed");
    for (const [action, resource] of [
      ["codepipeline:StartPipelineExecution", `${pipelineArn}_dev`],
      ["codepipeline:StartPipelineExecution", pipelineArn.replace("orders", "payments")],
      ["codepipeline:StopPipelineExecution", pipelineArn],
      ["codepipeline:UpdatePipeline", pipelineArn],
      ["codepipeline:PutApprovalResult", `${pipelineArn}/Prod/Approve`],
    ] as const) {
      assert.equal(may(action, resource), "missing", `${action} ${resource}`);
    }
  });

  it("is used by EventBridge for its own rules only, of its own account and region", async () => {
    const trust = documentOf((await make()).one("aws:iam/role:Role").inputs["assumeRolePolicy"]);
    const enter = (rule: string, sourceAccount = accountId, service = "events", region = "us-east-1") =>
      decide(
        {
          caller: { kind: "service", service: `${service}.amazonaws.com` },
          action: "sts:AssumeRole",
          resource: `arn:aws:iam::${accountId}:role/services/acme-orders-start`,
          resourceAccount: accountId,
          context: {
            "aws:SourceAccount": sourceAccount,
            "aws:SourceArn": `arn:aws:events:${region}:${sourceAccount}:rule/${rule}`,
          },
        },
        { resource: { name: "trust", document: trust } },
      ).verdict;
    assert.equal(enter("acme-orders-Source"), "allowed");
    assert.equal(enter("acme-orders-After-base"), "allowed");
    assert.equal(enter("acme-payments-Source"), "missing");
    assert.equal(enter("acme-orders-Image2"), "missing");
    assert.equal(enter("acme-orders-api-After-base"), "missing");
    assert.equal(enter("acme-orders-Source", "999999999999"), "missing");
    assert.equal(enter("acme-orders-Source", accountId, "lambda"), "missing");
    assert.equal(enter("acme-orders-Source", accountId, "events", "eu-west-1"), "missing");
  });

  it("has a trust that fits with the most sources and services before it", async () => {
    const after = Array.from({ length: 20 }, (_, at) => `After-abcdefghijklmn${String(at).padStart(2, "0")}`);
    const sources = Array.from({ length: 5 }, (_, at) => `AbcdefghijklmnopqrstuV${at}`);
    const built = await make({
      partition: "aws-us-gov",
      region: "us-gov-west-1",
      pipelineName: "abcdefgh-abcdefghijklmnop_abcdefghij",
      events: [...sources, ...after].map((name) => ({ name, pattern: {} })),
    });
    const trust = built.one("aws:iam/role:Role").inputs["assumeRolePolicy"] as string;
    assert.ok(policySize("trust", trust) <= limits.trustPolicyLength.value, `${trust.length} characters`);
  });

  it("refuses no events, a name twice, and rules whose names EventBridge would refuse, at once", async () => {
    const { PipelineStarter } = await import("../../../components/toolchain/pipeline-starter");
    const refused = async (events: PipelineStarterArgs["events"]) => {
      const error = (await buildError(() => {
        new PipelineStarter("start", args({ events }));
        return {};
      })) as pulumi.InputPropertiesError;
      return error.errors.map((each) => each.propertyPath);
    };
    assert.deepEqual(await refused([]), ["events"]);
    const named = (name: string) => ({ name, pattern: {} });
    const wrong = ["Source", "Source", "a b", "x".repeat(60)].map(named);
    assert.deepEqual(await refused(wrong), ["events[1].name", "events[2].name", "events[3].name"]);
  });
});
