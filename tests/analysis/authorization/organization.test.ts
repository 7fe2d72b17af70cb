import assert from "node:assert/strict";
import { type Proof, proveRequests, prover } from "../../../analysis/authorization";
import type { Graph, GraphMap } from "../../../analysis/graph/types";
import type { Caller, Context } from "../../../catalog/iam";
import { checkGraph } from "../../../policies/check";
import { catalog, organizationGraph, organizationProofs } from "./organization-graph";

const { names, organization } = catalog;
const toolchain = organization.accounts["toolchain"]!;
const live = organization.accounts["live"]!;

describe("proof of a whole organisation, from its recorded programs", function () {
  this.timeout(60_000);
  let graph: Graph;
  let proofs: Proof[];

  before(async () => {
    graph = await organizationGraph();
    proofs = await organizationProofs();
  });

  it("allows every request", () => {
    const refused = proofs
      .filter(({ verdict }) => verdict.verdict !== "allowed")
      .map(({ request, verdict }) => `${request.id}: ${JSON.stringify(verdict)}`);
    assert.deepEqual(refused, []);
  });

  it("covers each stage of each service, the runs of all stacks, and both regions' stores", () => {
    const asked = (stack: string, action: string, what: RegExp) =>
      proofs.some(
        ({ request }) => request.stack === stack && request.request.action === action && what.test(request.what),
      );
    for (const service of catalog.services) {
      for (const track of service.tracks) {
        const pipeline = track.name ? `${service.name}.pipeline-${track.name}` : `${service.name}.pipeline`;
        for (const { environment } of track.waves.flatMap(({ stages }) => stages)) {
          if (service.target.kind !== "ec2-in-place") {
            const entered = new RegExp(`release of ${service.name} to ${environment} enters`);
            assert.ok(asked(pipeline, "sts:AssumeRole", entered), `${service.name} ${environment}: release`);
            continue;
          }
          const fleet = new RegExp(`instances of ${names.deploymentGroup(service.name, environment)} fetch`);
          assert.ok(asked(pipeline, "s3:GetObject", fleet), `${service.name} ${environment}: object`);
          assert.ok(asked(pipeline, "kms:Decrypt", fleet), `${service.name} ${environment}: key`);
        }
      }
    }
    for (const { name } of catalog.stacks.filter(({ appliedBy }) => appliedBy === "update")) {
      assert.ok(asked(name, "sts:AssumeRole", /a run enters/), `${name}: entering`);
      assert.ok(asked(name, "dynamodb:UpdateItem", /holds the lock/), `${name}: lock`);
      assert.ok(asked(name, "kms:Encrypt", /secrets/), `${name}: secrets`);
    }
    const buckets = new Set(proofs.map(({ request }) => request.request.resource.split("/")[0]));
    for (const region of ["eu-west-1", "eu-central-1"]) {
      assert.ok(buckets.has(`arn:aws:s3:::${names.artifactBucket("payments", undefined, toolchain, region)}`), region);
    }
  });

  const caller = (arn: string): Caller => ({
    kind: "principal",
    arn,
    accountId: arn.split(":")[4]!,
    organizationId: organization.id!,
  });
  const ask = (arn: string, action: string, resource: string, resourceAccount: string, context: Context = {}) =>
    prover(graph)({ caller: caller(arn), action, resource, resourceAccount, context }).verdict;

  it("lets an instance read its own service's artifacts, not write them, nor read another service's", () => {
    const instance = names.serviceRoleArn("aws", live, "payments", "prod-eu-west-1", "instance");
    const object = (service: string) =>
      `arn:aws:s3:::${names.artifactBucket(service, undefined, toolchain, "eu-west-1")}/x`;
    assert.equal(ask(instance, "s3:GetObject", object("payments"), toolchain), "allowed");
    assert.equal(ask(instance, "s3:PutObject", object("payments"), toolchain), "missing");
    assert.equal(ask(instance, "s3:GetObject", object("price-feed"), toolchain), "missing");
  });

  it("lets CI enter the run roles of its accounts, and asks for nothing else with its roles", () => {
    const ci = (access: string) => `arn:aws:iam::${toolchain}:role/slipway/globex-ci-platform-${access}`;
    const run = (account: string, access: "preview" | "update") => names.runRoleArn("aws", toolchain, account, access);
    const asked = proofs.filter(({ request }) => /CI enters/.test(request.what)).map(({ request }) => request.request);
    assert.deepEqual(asked.map(({ resource }) => resource.split("/").at(-1)).sort(), [
      "globex-run-live-preview",
      "globex-run-live-preview",
      "globex-run-live-update",
      "globex-run-test-preview",
      "globex-run-test-preview",
      "globex-run-test-update",
    ]);
    assert.equal(ask(ci("preview"), "sts:AssumeRole", run("test", "preview"), toolchain), "allowed");
    assert.equal(ask(ci("update"), "sts:AssumeRole", run("test", "update"), toolchain), "allowed");
    assert.equal(ask(ci("preview"), "sts:AssumeRole", run("test", "update"), toolchain), "missing");
    assert.equal(ask(ci("update"), "sts:AssumeRole", run("toolchain", "update"), toolchain), "missing");
    assert.equal(ask(ci("update"), "sts:AssumeRole", names.platformRoleArn("aws", live, "update"), live), "missing");
  });

  it("tells which token gets no role because its issuer or audience is not known", () => {
    const verdicts = (change: (inputs: GraphMap) => void) => {
      const copy = structuredClone(graph);
      const type = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
      const found = copy.stacks.flatMap(({ resources }) => resources).filter((each) => each.type === type);
      change(found.find(({ inputs }) => inputs["url"] === "https://gitlab.globex.example")!.inputs);
      return proveRequests(copy)
        .filter(({ request }) => /a token gets globex-ci-platform-/.test(request.what))
        .map(({ verdict }) => ("reason" in verdict ? verdict.reason : verdict.verdict));
    };
    assert.deepEqual(
      verdicts(() => {}),
      ["allowed", "allowed", "allowed"],
    );
    const slash = verdicts((inputs) => {
      inputs["url"] = "https://gitlab.globex.example/";
    });
    assert.equal(
      slash.filter((each) => /identity provider .*gitlab\.globex\.example does not exist/.test(each)).length,
      2,
    );
    const audience = verdicts((inputs) => {
      inputs["clientIdLists"] = ["other"];
    });
    assert.equal(audience.filter((each) => /does not take the audience sts\.amazonaws\.com/.test(each)).length, 2);
  });

  it("keeps the runs of one account out of another's state and roles", () => {
    const run = names.runRoleArn("aws", toolchain, "test", "update");
    const state = (account: string) =>
      `arn:aws:s3:::${names.stateBucket(toolchain)}/${account}/x/.pulumi/stacks/s.json`;
    assert.equal(ask(run, "s3:GetObject", state("test"), toolchain), "allowed");
    assert.equal(ask(run, "s3:GetObject", state("live"), toolchain), "missing");
    assert.equal(ask(run, "sts:AssumeRole", names.platformRoleArn("aws", live, "update"), live), "missing");
  });

  it("lets no update role change the platform's own roles", () => {
    const update = names.platformRoleArn("aws", live, "update");
    const deploy = names.platformRoleArn("aws", live, "deploy");
    assert.equal(ask(update, "iam:PutRolePolicy", deploy, live), "denied");
    assert.equal(ask(update, "iam:UpdateAssumeRolePolicy", deploy, live), "denied");
  });

  it("breaks when the artifact bucket's policy is lost", () => {
    const changed = structuredClone(graph);
    const pipeline = changed.stacks.find(({ name }) => name === "payments.pipeline")!;
    pipeline.resources = pipeline.resources.filter(({ type }) => type !== "aws:s3/bucketPolicy:BucketPolicy");
    const refused = proveRequests(changed).filter(({ verdict }) => verdict.verdict !== "allowed");
    assert.ok(refused.length > 0);
    for (const { request, verdict } of refused) {
      assert.equal(request.stack, "payments.pipeline");
      assert.match(request.request.action, /^s3:GetObject/);
      assert.deepEqual(verdict, { verdict: "missing", sides: ["resource policy"] });
    }
  });

  it("passes the project's own policy pack, with nothing left undecided", () => {
    assert.deepEqual(checkGraph(graph), []);
  });
});
