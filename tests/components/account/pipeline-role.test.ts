import assert from "node:assert/strict";
import { type Context, decide, type Policies, type PolicyDocument, policy } from "../../../catalog/iam";
import { pipelinePolicy, pipelineTrust } from "../../../components/account/pipeline-role";
import { boundless } from "../statements";
import { names, place, toolchainId } from "./place";

const ids = { dev: "222222222222", prod: "333333333333" };

const roles = {
  trunk: pipelinePolicy(place, { targets: Object.values(ids), releases: false }),
  dev: pipelinePolicy(place, { targets: [ids.dev], releases: false }, "dev"),
  prod: pipelinePolicy(place, { targets: [ids.prod], releases: false }, "prod"),
};

/** Policies of keys and trusts of roles that leave the decision to the caller's own policies. */
const open = (action: string): Policies =>
  /^(kms|sts):/.test(action)
    ? { resource: { name: "open", document: policy({ Effect: "Allow", Principal: { AWS: account }, Action: action }) } }
    : {};
const account = `arn:aws:iam::${toolchainId}:root`;

/** What the role itself is granted; whether the other side agrees is the other side's test. */
function granted(document: PolicyDocument, action: string, resource: string, context: Context = {}): boolean {
  const { verdict } = decide(
    {
      caller: { kind: "principal", arn: names.pipelineRoleArn("aws", toolchainId), accountId: toolchainId },
      action,
      resource,
      resourceAccount: resource.split(":")[4] || toolchainId,
      context,
    },
    { identity: [{ name: "pipeline", document }], ...open(action) },
  );
  return verdict === "allowed";
}

const regional = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${toolchainId}:${resource}`;
const key = (service: string, track?: string): [string, string, Context] => [
  "kms:GenerateDataKey",
  regional("kms", "key/1"),
  { "kms:ResourceAliases": [names.artifactKeyAlias(service, track)] },
];
const bucket = (track?: string) =>
  `arn:aws:s3:::${names.artifactBucket("orders", track, toolchainId, "us-east-1")}/x.zip`;
const project = (track?: string, step?: string) =>
  regional("codebuild", `project/${names.buildProject("orders", track, step)}`);
const source = (track?: string) => names.trackRoleArn("aws", toolchainId, "orders", track, "source");
const deploy = (accountId: string) => names.platformRoleArn("aws", accountId, "deploy");

/** What belongs to one track: asked for as action, resource and context. */
const belongings = (track: "dev" | "prod" | undefined): [string, string, Context?][] => [
  ["s3:PutObject", bucket(track)],
  key("orders", track),
  ["codebuild:StartBuild", project(track)],
  ["codebuild:StartBuild", project(track, "smoke")],
  ["sts:AssumeRole", source(track)],
];

describe("roles of pipelines", () => {
  it("let trunks deploy to every account, and each branch to its own only", () => {
    const entered = (document: PolicyDocument) =>
      Object.entries(ids)
        .filter(([, id]) => granted(document, "sts:AssumeRole", deploy(id)))
        .map(([alias]) => alias);
    assert.deepEqual(entered(roles.trunk), ["dev", "prod"]);
    assert.deepEqual(entered(roles.dev), ["dev"]);
    assert.deepEqual(entered(roles.prod), ["prod"]);
    const other = names.platformRoleArn("aws", ids.dev, "update");
    for (const document of Object.values(roles)) assert.ok(!granted(document, "sts:AssumeRole", other));
  });

  it("reach what belongs to their own pipelines", () => {
    for (const [document, track] of [
      [roles.trunk, undefined],
      [roles.dev, "dev"],
      [roles.prod, "prod"],
    ] as const) {
      for (const [action, resource, context] of belongings(track)) {
        assert.ok(granted(document, action, resource, context), `${track ?? "trunk"}: ${action} ${resource}`);
      }
    }
  });

  it("keep a branch from stores, keys, projects and sources of other branches and of trunks", () => {
    for (const [document, own] of [
      [roles.dev, "dev"],
      [roles.prod, "prod"],
    ] as const) {
      for (const track of ["dev", "prod", undefined] as const) {
        if (track === own) continue;
        for (const [action, resource, context] of belongings(track)) {
          assert.ok(
            !granted(document, action, resource, context),
            `${own}: ${action} ${resource} of ${track ?? "trunk"}`,
          );
        }
      }
    }
  });

  it("keep a trunk out of branches' stores", () => {
    for (const track of ["dev", "prod"]) assert.ok(!granted(roles.trunk, "s3:GetObject", bucket(track)), track);
  });

  it("call the gates and no other function, and change no project, pipeline, record or role", () => {
    for (const [name, document] of Object.entries(roles)) {
      assert.ok(granted(document, "lambda:InvokeFunction", regional("lambda", "function:acme-gates")), name);
      for (const [action, resource] of [
        ["lambda:InvokeFunction", regional("lambda", "function:acme-other")],
        ["lambda:UpdateFunctionCode", regional("lambda", "function:acme-gates")],
        ["codebuild:UpdateProject", project()],
        ["codepipeline:UpdatePipeline", regional("codepipeline", "acme-orders")],
        ["codepipeline:PutApprovalResult", regional("codepipeline", "acme-orders/Prod/Approve")],
        ["ssm:PutParameter", regional("ssm", "parameter/slipway/acme/releases/orders/prod")],
        ["ssm:PutParameter", regional("ssm", "parameter/slipway/acme/pipelines/acme-orders/definition")],
        ["iam:PassRole", names.pipelineRoleArn("aws", toolchainId)],
        ["s3:GetObject", `arn:aws:s3:::${names.stateBucket(toolchainId)}/prod/prod/x.json`],
      ] as const) {
        assert.ok(
          !granted(document, action, resource, { "iam:PassedToService": "codepipeline.amazonaws.com" }),
          `${name}: ${action}`,
        );
      }
      assert.deepEqual(boundless(document), [], name);
    }
  });

  it("admit CodePipeline for their own pipelines of this account only", () => {
    const enter = (track: string | undefined, pipeline: string, accountId = toolchainId, service = "codepipeline") =>
      decide(
        {
          caller: { kind: "service", service: `${service}.amazonaws.com` },
          action: "sts:AssumeRole",
          resource: names.pipelineRoleArn("aws", toolchainId, track),
          resourceAccount: toolchainId,
          context: {
            "aws:SourceAccount": accountId,
            "aws:SourceArn": `arn:aws:codepipeline:eu-west-1:${accountId}:${pipeline}`,
          },
        },
        { resource: { name: "trust", document: pipelineTrust(place, track) } },
      ).verdict;
    assert.equal(enter(undefined, "acme-orders"), "allowed");
    assert.equal(enter("dev", "acme-orders_dev"), "allowed");
    for (const [track, pipeline, accountId, service] of [
      [undefined, "payroll", toolchainId, "codepipeline"],
      [undefined, "acme-orders", "999999999999", "codepipeline"],
      [undefined, "acme-orders", toolchainId, "codebuild"],
      ["dev", "acme-orders", toolchainId, "codepipeline"],
      ["dev", "acme-orders_prod", toolchainId, "codepipeline"],
    ] as const) {
      assert.equal(
        enter(track, pipeline, accountId, service),
        "missing",
        `${track} ${pipeline} ${accountId} ${service}`,
      );
    }
  });

  it("invokes the gates, and the release function where something is released to ECS or Lambda, and no other", () => {
    const fn = (name: string) => regional("lambda", `function:${name}`);
    for (const track of [undefined, "dev"]) {
      const without = pipelinePolicy(place, { targets: [ids.dev], releases: false }, track);
      const releasing = pipelinePolicy(place, { targets: [ids.dev], releases: true }, track);
      assert.ok(granted(without, "lambda:InvokeFunction", fn("acme-gates")));
      assert.ok(!granted(without, "lambda:InvokeFunction", fn("acme-release")));
      assert.ok(granted(releasing, "lambda:InvokeFunction", fn("acme-release")));
      assert.ok(!granted(releasing, "lambda:InvokeFunction", fn("acme-releases")));
      assert.ok(!granted(releasing, "lambda:UpdateFunctionCode", fn("acme-release")));
    }
  });
});
