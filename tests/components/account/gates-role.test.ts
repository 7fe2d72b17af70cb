import assert from "node:assert/strict";
import { decide } from "../../../catalog/iam";
import { gatesPolicy, gatesTrust } from "../../../components/account/gates-role";
import { allowedActions, boundless, list } from "../statements";
import { toolchainId as accountId, place } from "./place";

function ask(action: string, resource: string) {
  const arn = `arn:aws:iam::${accountId}:role/slipway/acme-gates`;
  return decide(
    { caller: { kind: "principal", arn, accountId }, action, resource, resourceAccount: accountId, context: {} },
    { identity: [{ name: "gates", document: gatesPolicy(place) }] },
  ).verdict;
}

const region = `us-east-1:${accountId}`;

describe("gates role", () => {
  it("is trusted to Lambda for functions of its own account only", () => {
    const [trust, ...more] = gatesTrust(place).Statement;
    assert.deepEqual(more, []);
    assert.deepEqual(trust!.Principal, { Service: "lambda.amazonaws.com" });
    assert.deepEqual(trust!.Condition, { StringEquals: { "aws:SourceAccount": accountId } });
  });

  it("reads and stops pipelines of the organisation's prefix, and no others", () => {
    for (const action of [
      "GetPipelineExecution",
      "GetPipelineState",
      "ListActionExecutions",
      "StopPipelineExecution",
    ]) {
      assert.equal(ask(`codepipeline:${action}`, `arn:aws:codepipeline:${region}:acme-orders`), "allowed", action);
      assert.equal(ask(`codepipeline:${action}`, `arn:aws:codepipeline:${region}:other`), "missing", action);
    }
  });

  it("neither approves, starts nor changes a pipeline, and reaches no bucket, key or role", () => {
    assert.deepEqual(allowedActions(gatesPolicy(place)).sort(), [
      "codecommit:GetCommit",
      "codepipeline:GetPipelineExecution",
      "codepipeline:GetPipelineState",
      "codepipeline:ListActionExecutions",
      "codepipeline:PutJobFailureResult",
      "codepipeline:PutJobSuccessResult",
      "codepipeline:StopPipelineExecution",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "ssm:GetParameters",
      "ssm:PutParameter",
    ]);
  });

  it("reads commits of this account's repositories, and no file of them", () => {
    const repository = `arn:aws:codecommit:${region}:orders`;
    assert.equal(ask("codecommit:GetCommit", repository), "allowed");
    assert.equal(ask("codecommit:GetCommit", "arn:aws:codecommit:us-east-1:222222222222:orders"), "missing");
    for (const action of ["GitPull", "GetFile", "GetBlob"]) {
      assert.equal(ask(`codecommit:${action}`, repository), "missing", action);
    }
  });

  it("reads published definitions and releases, and writes releases only", () => {
    const parameter = (path: string) => `arn:aws:ssm:${region}:parameter/slipway/acme/${path}`;
    const definition = parameter("pipelines/acme-orders/definition");
    const release = parameter("releases/orders/prod");
    assert.equal(ask("ssm:GetParameters", definition), "allowed");
    assert.equal(ask("ssm:GetParameters", release), "allowed");
    assert.equal(ask("ssm:GetParameters", parameter("connections/github")), "missing");
    assert.equal(ask("ssm:PutParameter", release), "allowed");
    assert.equal(ask("ssm:PutParameter", definition), "missing");
  });

  it("writes to its own log group only", () => {
    const stream = (group: string) => `arn:aws:logs:${region}:log-group:${group}:log-stream:1`;
    assert.equal(ask("logs:PutLogEvents", stream("/slipway/acme/gates")), "allowed");
    assert.equal(ask("logs:PutLogEvents", stream("/slipway/acme/orders/build")), "missing");
  });

  it("names every resource but jobs, which are none", () => {
    const document = gatesPolicy(place);
    assert.deepEqual(boundless(document), []);
    const everywhere = document.Statement.filter(({ Resource }) => list(Resource).includes("*"));
    assert.deepEqual(
      everywhere.map(({ Sid }) => Sid),
      ["AnswerJobs"],
    );
  });

  it("follows the partition", () => {
    assert.match(JSON.stringify(gatesPolicy({ ...place, partition: "aws-cn" })), /arn:aws-cn:codepipeline/);
  });
});
