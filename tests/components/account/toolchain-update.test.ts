import assert from "node:assert/strict";
import { ask, dev, names, toolchain, toolchainId } from "./update-places";

describe("update role of the toolchain account, and of no other", () => {
  it("makes pipelines in the toolchain account only", () => {
    const pipeline = (accountId: string) => `arn:aws:codepipeline:us-east-1:${accountId}:acme-orders`;
    assert.equal(ask(toolchain, "update", "codepipeline:CreatePipeline", pipeline(toolchainId)), "allowed");
    assert.equal(ask(dev, "update", "codepipeline:CreatePipeline", pipeline("222222222222")), "missing");
  });

  it("makes machines and deployment groups in the accounts of environments only, and a network where one is wanted", () => {
    const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:111111111111:${resource}`;
    for (const [action, resource] of [
      ["ec2:RunInstances", arn("ec2", "instance/*")],
      ["codedeploy:CreateDeploymentGroup", arn("codedeploy", "deploymentgroup:acme-a/acme-a")],
      ["iam:CreateInstanceProfile", "arn:aws:iam::111111111111:instance-profile/services/acme-orders-dev-instance"],
    ] as const) {
      assert.equal(ask(toolchain, "update", action, resource), "missing", action);
    }
    assert.equal(ask(toolchain, "update", "ec2:CreateVpc", arn("ec2", "vpc/*")), "missing");
    const networked = { ...toolchain, buildNetwork: true };
    assert.equal(ask(networked, "update", "ec2:CreateVpc", arn("ec2", "vpc/*")), "allowed");
    const group = arn("ec2", "security-group/sg-1");
    assert.equal(ask(networked, "update", "ec2:CreateSecurityGroup", group), "allowed");
    assert.equal(
      ask(networked, "update", "ec2:CreateTags", group, { "ec2:CreateAction": "CreateSecurityGroup" }),
      "allowed",
    );
  });

  it("makes roles of services in the toolchain account inside its boundary, and hands each to its own service", () => {
    const arn = (name: string) => `arn:aws:iam::111111111111:role/services/${name}`;
    const bounded = { "iam:PermissionsBoundary": names.boundaryArn("aws", toolchainId) };
    const passed = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` });
    for (const [name, service] of [
      ["acme-orders-build", "codebuild"],
      ["acme-orders_dev-batch", "codebuild"],
      ["acme-orders-source", "codepipeline"],
      ["acme-orders_dev-start", "events"],
    ] as const) {
      assert.equal(ask(toolchain, "update", "iam:CreateRole", arn(name), bounded), "allowed", name);
      assert.equal(ask(toolchain, "update", "iam:CreateRole", arn(name)), "missing", name);
      for (const other of ["codebuild", "codepipeline", "events", "lambda"]) {
        const expected = other === service ? "allowed" : "missing";
        assert.equal(ask(toolchain, "update", "iam:PassRole", arn(name), passed(other)), expected, `${name} ${other}`);
      }
    }
    const platform = (name: string) => `arn:aws:iam::111111111111:role/slipway/${name}`;
    for (const [name, service] of [
      ["acme-pipeline", "codepipeline"],
      ["acme-pipeline-dev", "codepipeline"],
      ["acme-gates", "lambda"],
      ["acme-notify", "events"],
      ["acme-chat", "chatbot"],
    ] as const) {
      assert.equal(ask(toolchain, "update", "iam:PassRole", platform(name), passed(service)), "allowed", name);
      assert.equal(ask(toolchain, "update", "iam:PassRole", platform(name), passed("codebuild")), "missing", name);
    }
    assert.equal(ask(toolchain, "update", "iam:PassRole", platform("acme-update"), passed("codepipeline")), "missing");
  });

  it("makes nothing beside the organisation's own names, and no key for another stack", () => {
    const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:111111111111:${resource}`;
    const stack = (name: string) => ({ "aws:RequestTag/slipway:stack": name });
    for (const [action, resource, context] of [
      ["ssm:PutParameter", arn("ssm", "parameter/acme/orders/url"), {}],
      ["logs:CreateLogGroup", arn("logs", "log-group:/payroll"), {}],
      ["lambda:CreateFunction", arn("lambda", "function:acme-other"), {}],
      ["events:PutRule", arn("events", "rule/payroll"), {}],
      ["sns:CreateTopic", arn("sns", "payroll"), {}],
      ["ecr:CreateRepository", arn("ecr", "repository/payroll"), {}],
      ["s3:CreateBucket", "arn:aws:s3:::acme-payroll", {}],
      ["kms:CreateKey", "*", stack("payroll")],
    ] as const) {
      assert.equal(ask(toolchain, "update", action, resource, context), "missing", `${action} ${resource}`);
    }
  });

  it("lets a rule start the organisation's pipelines and nothing else", () => {
    const rule = "arn:aws:events:us-east-1:111111111111:rule/acme-orders-Source";
    const to = (target: string) => ({ "events:TargetArn": [target] });
    const pipeline = "arn:aws:codepipeline:us-east-1:111111111111:acme-orders";
    assert.equal(ask(toolchain, "update", "events:PutTargets", rule, to(pipeline)), "allowed");
    assert.equal(ask(toolchain, "update", "events:PutTargets", rule), "missing");
    const other = "arn:aws:lambda:us-east-1:111111111111:function:acme-gates";
    assert.equal(ask(toolchain, "update", "events:PutTargets", rule, to(other)), "missing");
  });

  it("deletes repositories of its stacks only", () => {
    const repository = "arn:aws:codecommit:us-east-1:111111111111:orders";
    const own = { "aws:ResourceTag/slipway:stack": "orders.pipeline" };
    assert.equal(ask(toolchain, "update", "codecommit:DeleteRepository", repository, own), "allowed");
    assert.equal(ask(toolchain, "update", "codecommit:DeleteRepository", repository), "missing");
  });

  it("hands connections to CodePipeline only, by the service's name and its old one", () => {
    for (const service of ["codeconnections", "codestar-connections"]) {
      const connection = `arn:aws:${service}:us-east-1:111111111111:connection/0c0ffee0`;
      const to = (name: string) => ({ [`${service}:PassedToService`]: `${name}.amazonaws.com` });
      assert.equal(ask(toolchain, "update", `${service}:PassConnection`, connection, to("codepipeline")), "allowed");
      assert.equal(ask(toolchain, "update", `${service}:PassConnection`, connection, to("codebuild")), "missing");
      assert.equal(ask(toolchain, "update", `${service}:UseConnection`, connection), "missing");
    }
  });
});
