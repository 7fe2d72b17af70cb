import assert from "node:assert/strict";
import { proveRequests, prover } from "../../../analysis/authorization";
import type { Graph } from "../../../analysis/graph/types";
import type { Caller, Request, Statement } from "../../../catalog/iam";
import { bucketArn, deliveryGraph, dev, prod, roleArn, toolchain, withDocument } from "./delivery-graph";

const without = (sid: string) => (statements: Statement[]) => {
  const rest = statements.filter(({ Sid }) => Sid !== sid);
  assert.equal(rest.length, statements.length - 1, `no statement ${sid}`);
  return rest;
};

/** `caller action`, sorted, of a delivery's requests that a graph does not allow; its runs are another matter. */
function refused(graph: Graph): string[] {
  return proveRequests(graph)
    .filter(({ request, verdict }) => verdict.verdict !== "allowed" && !request.what.startsWith("a run "))
    .map(({ request, verdict }) => {
      const { caller, action } = request.request;
      const who =
        caller.kind === "principal" ? caller.arn.replace(/^arn:aws:iam::(\d)\d*:role\/slipway\//, "$1 ") : "service";
      const why = verdict.verdict === "missing" ? verdict.sides.join(", ") : verdict.verdict;
      return `${who} ${action}: ${why}`;
    })
    .sort();
}

const bucketPolicy = {
  type: "aws:s3/bucketPolicy:BucketPolicy",
  name: "policy",
  account: toolchain,
  property: "policy",
};
const keyPolicy = { type: "aws:kms/key:Key", name: "artifacts-key", account: toolchain, property: "policy" };
const trustOf = (name: string, account: string) => ({
  type: "aws:iam/role:Role",
  name,
  account,
  property: "assumeRolePolicy",
});
const rightsOf = (name: string, account: string) => ({
  type: "aws:iam/rolePolicy:RolePolicy",
  name: `${name}-rights`,
  account,
  property: "policy",
});

describe("proof of a delivery across accounts", () => {
  it("allows every request of a delivery that is whole", () => {
    assert.deepEqual(refused(deliveryGraph()), []);
  });

  it("lists the steps from the pipeline to the instances of each account", () => {
    const steps = proveRequests(deliveryGraph()).map(({ request }) => `${request.request.action} ${request.what}`);
    for (const step of [
      "sts:AssumeRole codepipeline works as pipeline for orders",
      "s3:PutObject the pipeline writes artifacts",
      "kms:GenerateDataKey the pipeline writes artifacts",
      "codebuild:StartBuild the pipeline builds orders-build",
      "sts:AssumeRole codebuild works as build for orders-build",
      "logs:PutLogEvents the build writes its log",
      "s3:GetObject the build reads artifacts",
      "sts:AssumeRole the pipeline acts as deploy",
      "codedeploy:CreateDeployment deploy deploys orders-prod",
      "sts:AssumeRole codedeploy works as codedeploy for orders-prod",
      "sts:AssumeRole ec2 works as instance for orders-prod",
      "s3:GetObject instances of orders-prod fetch the revision",
      "kms:Decrypt instances of orders-dev fetch the revision",
    ]) {
      assert.ok(steps.includes(step), step);
    }
    const ids = proveRequests(deliveryGraph()).map(({ request }) => request.id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("misses exactly prod's reads without the bucket's statement for prod", () => {
    assert.deepEqual(refused(withDocument(deliveryGraph(), bucketPolicy, without(`Read${prod}`))), [
      "3 deploy s3:GetObject: resource policy",
      "3 deploy s3:GetObjectVersion: resource policy",
      "3 instance s3:GetObject: resource policy",
      "3 instance s3:GetObjectVersion: resource policy",
    ]);
  });

  it("misses exactly prod's decryption without the key's statement for prod", () => {
    assert.deepEqual(refused(withDocument(deliveryGraph(), keyPolicy, without(`Open${prod}`))), [
      "3 deploy kms:Decrypt: key policy",
      "3 instance kms:Decrypt: key policy",
    ]);
  });

  it("misses exactly the step into prod without the deploy role's trust", () => {
    assert.deepEqual(refused(withDocument(deliveryGraph(), trustOf("deploy", prod), without("Pipeline"))), [
      "1 pipeline sts:AssumeRole: trust policy",
    ]);
  });

  it("misses exactly CodeDeploy's work without its role's trust, or with another account's", () => {
    const lost = withDocument(deliveryGraph(), trustOf("codedeploy", dev), without("CodeDeploy"));
    assert.deepEqual(refused(lost), ["service sts:AssumeRole: trust policy"]);
    const foreign = withDocument(deliveryGraph(), trustOf("codedeploy", dev), (statements) =>
      statements.map((each) => ({ ...each, Condition: { StringEquals: { "aws:SourceAccount": prod } } })),
    );
    assert.deepEqual(refused(foreign), ["service sts:AssumeRole: trust policy"]);
  });

  it("misses the caller's own side when its policy loses a statement", () => {
    assert.deepEqual(refused(withDocument(deliveryGraph(), rightsOf("instance", dev), without("Open"))), [
      "2 instance kms:Decrypt: identity policy",
    ]);
    assert.deepEqual(refused(withDocument(deliveryGraph(), rightsOf("pipeline", toolchain), without("Act"))), [
      "1 pipeline sts:AssumeRole: identity policy",
      "1 pipeline sts:AssumeRole: identity policy",
    ]);
  });

  it("misses a grant by alias when the alias is gone", () => {
    const graph = deliveryGraph();
    for (const stack of graph.stacks)
      stack.resources = stack.resources.filter(({ type }) => type !== "aws:kms/alias:Alias");
    assert.ok(refused(graph).includes("3 instance kms:Decrypt: identity policy"));
  });

  it("refuses everything across accounts when the organisation is another", () => {
    const graph = { ...deliveryGraph(), organizationId: "o-other00000" };
    assert.ok(refused(graph).includes("1 pipeline sts:AssumeRole: trust policy"));
    assert.ok(refused(graph).includes("3 instance s3:GetObject: resource policy"));
  });
});

describe("proof of any request", () => {
  const organizationId = "o-example00";
  const instance: Caller = { kind: "principal", arn: roleArn(prod, "instance"), accountId: prod, organizationId };
  const keyArn = `arn:aws:kms:us-east-1:${toolchain}:key/orders.pipeline.artifacts-key`;
  const context = { "kms:ResourceAliases": ["alias/acme/artifacts"] };
  const object = (action: string): Request => ({
    caller: instance,
    action,
    resource: `${bucketArn}/orders/x`,
    resourceAccount: toolchain,
  });
  const withKey = (action: string): Request => ({
    caller: instance,
    action,
    resource: keyArn,
    resourceAccount: toolchain,
    context,
  });

  it("lets prod's instance read and decrypt, but not write, delete or encrypt", () => {
    const prove = prover(deliveryGraph());
    assert.equal(prove(object("s3:GetObject")).verdict, "allowed");
    assert.equal(prove(withKey("kms:Decrypt")).verdict, "allowed");
    assert.deepEqual(prove(object("s3:PutObject")), { verdict: "missing", sides: ["resource policy"] });
    assert.deepEqual(prove(object("s3:DeleteObject")), { verdict: "missing", sides: ["resource policy"] });
    assert.deepEqual(prove(withKey("kms:GenerateDataKey")), { verdict: "missing", sides: ["key policy"] });
  });

  it("refuses a role of the same account and organisation that the policies do not name", () => {
    const graph = deliveryGraph();
    const prove = prover(graph);
    const other: Caller = { kind: "principal", arn: roleArn(prod, "codedeploy"), accountId: prod, organizationId };
    assert.deepEqual(prove({ ...object("s3:GetObject"), caller: other }), {
      verdict: "missing",
      sides: ["resource policy", "identity policy"],
    });
  });

  it("cannot decide about an account that the graph does not show", () => {
    const outside: Caller = { kind: "principal", arn: "arn:aws:iam::999999999999:role/x", accountId: "999999999999" };
    const verdict = prover(deliveryGraph())({ ...object("s3:GetObject"), caller: outside });
    assert.equal(verdict.verdict, "undecidable");
    assert.match(JSON.stringify(verdict), /record the stacks of account 999999999999/);
  });

  it("leaves runs unproved whose store the graph does not show", () => {
    const runs = proveRequests(deliveryGraph()).filter(({ request }) => request.what.startsWith("a run "));
    assert.ok(runs.length > 0);
    for (const { verdict } of runs) assert.equal(verdict.verdict, "undecidable");
  });

  it("says that a role does not exist when its account is shown whole", () => {
    const gone: Caller = { kind: "principal", arn: roleArn(prod, "gone"), accountId: prod };
    assert.match(
      JSON.stringify(prover(deliveryGraph())({ ...object("s3:GetObject"), caller: gone })),
      /does not exist/,
    );
  });

  it("keeps a role inside its boundary, and does not guess a policy that it cannot read", () => {
    const graph = deliveryGraph();
    const all = graph.stacks.flatMap(({ resources }) => resources);
    const role = all.find(
      ({ type, name, provider }) => type === "aws:iam/role:Role" && name === "instance" && provider?.account === prod,
    )!;
    role.inputs["permissionsBoundary"] = `arn:aws:iam::${prod}:policy/slipway/bound`;
    const stack = graph.stacks.find(({ resources }) => resources.includes(role))!;
    const bound = structuredClone(role);
    Object.assign(bound, {
      type: "aws:iam/policy:Policy",
      name: "bound",
      urn: role.urn.replace("Role::instance", "Policy::bound"),
      inputs: {
        name: "bound",
        path: "/slipway/",
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: "kms:*", Resource: "*" },
        }),
      },
    });
    stack.resources.push(bound);
    const prove = prover(graph);
    assert.deepEqual(prove(object("s3:GetObject")), { verdict: "missing", sides: ["boundary"] });
    assert.equal(prove(withKey("kms:Decrypt")).verdict, "allowed");
    bound.inputs["policy"] = { $unknown: true };
    assert.deepEqual(prover(graph)(withKey("kms:Decrypt")), {
      verdict: "undecidable",
      reason: "the graph does not show bound of instance",
    });
  });
});
