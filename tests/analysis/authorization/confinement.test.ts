import assert from "node:assert/strict";
import { prover } from "../../../analysis/authorization";
import type { Graph } from "../../../analysis/graph/types";
import type { Caller, Context, Request } from "../../../catalog/iam";
import { catalog, organizationGraph } from "./organization-graph";

const { names, organization } = catalog;
const toolchain = organization.accounts["toolchain"]!;
const partition = "aws";
const region = organization.home;
const trackRole = (service: string, role: "build" | "source" | "start", track?: string) =>
  names.trackRoleArn(partition, toolchain, service, track, role);
const pipelineRole = names.pipelineRoleArn(partition, toolchain);

describe("what the roles of delivery pipelines are kept from", function () {
  this.timeout(60_000);
  let graph: Graph;

  before(async () => {
    graph = await organizationGraph();
  });

  const ask = (caller: Caller | string, action: string, resource: string, context: Context = {}) => {
    const request: Request = {
      caller:
        typeof caller === "string"
          ? { kind: "principal", arn: caller, accountId: toolchain, organizationId: organization.id! }
          : caller,
      action,
      resource,
      resourceAccount: toolchain,
      context,
    };
    return prover(graph)(request).verdict;
  };
  const service = (name: string): Caller => ({ kind: "service", service: `${name}.amazonaws.com` });
  const from = (accountId: string, sourceArn: string) => ({
    "aws:SourceAccount": accountId,
    "aws:SourceArn": sourceArn,
  });

  it("lets only its own pipeline's role act as a source role", () => {
    const source = trackRole("payments", "source");
    assert.equal(ask(pipelineRole, "sts:AssumeRole", source), "allowed");
    for (const other of [
      trackRole("ledger", "source"),
      trackRole("ledger", "build"),
      trackRole("payments", "build"),
      names.pipelineRoleArn(partition, toolchain, "live"),
      names.platformRoleArn(partition, toolchain, "gates"),
    ]) {
      assert.equal(ask(other, "sts:AssumeRole", source), "missing", other);
    }
    const ofBranch = trackRole("portal", "source", "live");
    assert.equal(ask(names.pipelineRoleArn(partition, toolchain, "live"), "sts:AssumeRole", ofBranch), "allowed");
    assert.equal(ask(names.pipelineRoleArn(partition, toolchain, "test"), "sts:AssumeRole", ofBranch), "missing");
  });

  it("lets a source role use its connection for its own repository only", () => {
    const source = trackRole("payments", "source");
    const connection = `arn:${partition}:codeconnections:${region}:${toolchain}:connection/x`;
    const using = (repository: string) =>
      ask(source, "codeconnections:UseConnection", connection, { "codeconnections:FullRepositoryId": repository });
    assert.equal(using("globex/money/payments"), "allowed");
    assert.equal(using("globex/price-feed"), "missing");
    assert.equal(ask(source, "codeconnections:UseConnection", connection), "missing");
  });

  it("keeps every other role from pushing a service's images", () => {
    const repository = `arn:${partition}:ecr:${region}:${toolchain}:repository/${names.imageRepository("ledger", "api")}`;
    assert.equal(ask(trackRole("ledger", "build"), "ecr:PutImage", repository), "allowed");
    assert.equal(ask(trackRole("payments", "build"), "ecr:PutImage", repository), "denied");
    assert.equal(ask(names.platformRoleArn(partition, toolchain, "update"), "ecr:PutImage", repository), "denied");
  });

  it("admits services for this account's functions, rules and pipelines only", () => {
    const gates = names.platformRoleArn(partition, toolchain, "gates");
    const fn = (account: string) => `arn:${partition}:lambda:${region}:${account}:function:${names.gates}`;
    assert.equal(ask(service("lambda"), "sts:AssumeRole", gates, from(toolchain, fn(toolchain))), "allowed");
    assert.equal(ask(service("lambda"), "sts:AssumeRole", gates, from("999999999999", fn("999999999999"))), "missing");
    const pipeline = (name: string) => `arn:${partition}:codepipeline:${region}:${toolchain}:${name}`;
    const own = from(toolchain, pipeline(names.pipeline("ledger")));
    assert.equal(ask(service("codepipeline"), "sts:AssumeRole", pipelineRole, own), "allowed");
    const other = from(toolchain, pipeline("other-ledger"));
    assert.equal(ask(service("codepipeline"), "sts:AssumeRole", pipelineRole, other), "missing");
    const rule = from(toolchain, `arn:${partition}:events:${region}:${toolchain}:rule/other`);
    assert.equal(ask(service("events"), "sts:AssumeRole", trackRole("ledger", "start"), rule), "missing");
  });

  it("lets events start the pipeline of their own service only", () => {
    const start = trackRole("ledger", "start");
    const pipeline = (name: string) => `arn:${partition}:codepipeline:${region}:${toolchain}:${names.pipeline(name)}`;
    assert.equal(ask(start, "codepipeline:StartPipelineExecution", pipeline("ledger")), "allowed");
    assert.equal(ask(start, "codepipeline:StartPipelineExecution", pipeline("payments")), "missing");
  });
});
