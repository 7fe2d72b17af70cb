/** Defects of public generators of pipelines, made again: each is found, and its repaired twin is clean. */
import assert from "node:assert/strict";
import { proveRequests } from "../../../analysis/authorization";
import type { Graph, GraphMap, GraphResource } from "../../../analysis/graph/types";
import type { PolicyDocument, Statement } from "../../../catalog/iam";
import { bucketArn, deliveryGraph, prod, roleArn, toolchain, withDocument } from "./delivery-graph";

/** `action: why` of the delivery's requests that are not allowed, once each. */
function refused(graph: Graph): string[] {
  const found = proveRequests(graph)
    .filter(({ request, verdict }) => verdict.verdict !== "allowed" && !request.what.startsWith("a run "))
    .map(({ request: { request }, verdict }) => {
      const who = request.caller.kind === "principal" ? request.caller.arn.split("/").at(-1) : "service";
      const why =
        "sides" in verdict ? verdict.sides.join(", ") : "reason" in verdict ? verdict.reason : verdict.verdict;
      return `${who} ${request.action}: ${why}`;
    });
  return [...new Set(found)].sort();
}

const bucketPolicy = {
  type: "aws:s3/bucketPolicy:BucketPolicy",
  name: "policy",
  account: toolchain,
  property: "policy",
};
const keyPolicy = { type: "aws:kms/key:Key", name: "artifacts-key", account: toolchain, property: "policy" };
const deployRights = {
  type: "aws:iam/rolePolicy:RolePolicy",
  name: "deploy-rights",
  account: prod,
  property: "policy",
};

/** The same statements, for everyone but one role. */
const forOthers = (role: string) => (statements: Statement[]) =>
  statements.map((each): Statement => {
    const roles = each.Condition?.["ArnEquals"]?.["aws:PrincipalArn"];
    if (!Array.isArray(roles)) return each;
    return {
      ...each,
      Condition: { ...each.Condition, ArnEquals: { "aws:PrincipalArn": roles.filter((arn) => arn !== role) } },
    };
  });

describe("defects of public pipelines, made again", () => {
  it("aws-cdk#3765: the role that deploys has no rights to bucket and key, on either side", () => {
    const deploy = roleArn(prod, "deploy");
    const blind = withDocument(deliveryGraph(), deployRights, (statements) =>
      statements.filter(({ Sid }) => Sid === "Deploy"),
    );
    const defect = withDocument(withDocument(blind, bucketPolicy, forOthers(deploy)), keyPolicy, forOthers(deploy));
    assert.deepEqual(refused(defect), [
      "deploy kms:Decrypt: key policy, identity policy",
      "deploy s3:GetObject: resource policy, identity policy",
      "deploy s3:GetObjectVersion: resource policy, identity policy",
    ]);
    // Letting the role in is half of the repair only.
    assert.deepEqual(refused(blind), [
      "deploy kms:Decrypt: identity policy",
      "deploy s3:GetObject: identity policy",
      "deploy s3:GetObjectVersion: identity policy",
    ]);
    assert.deepEqual(refused(deliveryGraph()), []);
  });

  it("aws-deployment-framework#756: the key of a further region opens artifacts, and cannot encrypt the copies", () => {
    const withKey = (...actions: string[]) =>
      twoRegions((document) => ({ ...document, Statement: use(document, actions) }));
    assert.deepEqual(refused(withKey("kms:Decrypt", "kms:DescribeKey")), ["pipeline kms:GenerateDataKey: key policy"]);
    const repaired = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
    assert.deepEqual(refused(withKey(...repaired)), []);
  });

  it("aws-cdk#18530: an action's role has a name that nobody creates", () => {
    const graph = deliveryGraph();
    const named = (name: string) => {
      const copy = structuredClone(graph);
      for (const { inputs } of copy.stacks.flatMap(({ resources }) => resources)) {
        if (Array.isArray(inputs["stages"])) {
          inputs["stages"] = JSON.parse(
            JSON.stringify(inputs["stages"]).replaceAll(roleArn(prod, "deploy"), roleArn(prod, name)),
          );
        }
      }
      return copy;
    };
    const found = refused(named("deploy-3f2a"));
    const gone = `role ${roleArn(prod, "deploy-3f2a")} does not exist, and account ${prod} is shown whole`;
    assert.ok(found.includes(`pipeline sts:AssumeRole: ${gone}`), found.join("\n"));
    for (const each of found) assert.ok(each.endsWith(gone), each);
    assert.deepEqual(refused(named("deploy")), []);
  });
});

function use({ Statement }: PolicyDocument, actions: string[]): Statement[] {
  return Statement.map((each) => (each.Sid === "Toolchain" ? { ...each, Action: actions } : each));
}

/** A second store, with a key of its own, for another region. */
function twoRegions(change: (key: PolicyDocument) => PolicyDocument): Graph {
  const graph = deliveryGraph();
  const stack = graph.stacks.find(({ kind }) => kind === "pipeline")!;
  const region = "eu-west-1";
  const store = stack.resources.filter(({ type }) => /^aws:(kms|s3)\//.test(type));
  const copy = (resource: GraphResource): GraphResource => {
    const text = JSON.stringify(resource)
      .replaceAll(bucketArn, `${bucketArn}-eu`)
      .replaceAll('"acme-artifacts"', '"acme-artifacts-eu"')
      .replaceAll(/(urn:[^"]*)/g, "$1-eu");
    const copied = JSON.parse(text) as GraphResource;
    return { ...copied, name: `${resource.name}-eu`, provider: { ...resource.provider!, region } };
  };
  const copies = store.map(copy);
  for (const { type, inputs } of copies) {
    if (type === "aws:kms/key:Key") inputs["policy"] = JSON.stringify(change(JSON.parse(String(inputs["policy"]))));
  }
  const pipeline = stack.resources.find(({ type }) => type === "aws:codepipeline/pipeline:Pipeline")!;
  const bucket = copies.find(({ type }) => type === "aws:s3/bucket:Bucket")!;
  pipeline.propertyDependencies["artifactStores"]!.push(bucket.urn);
  stack.resources.push(...copies);
  const stages = pipeline.inputs["stages"] as GraphMap[];
  for (const action of stages.at(-1)!["actions"] as GraphMap[]) action["region"] = region;
  // The roles' own rights cover both buckets, as those of a generator with a pattern do.
  for (const { type, inputs } of graph.stacks.flatMap(({ resources }) => resources)) {
    if (type !== "aws:iam/rolePolicy:RolePolicy") continue;
    inputs["policy"] = String(inputs["policy"]).replaceAll(`"${bucketArn}/*"`, `"${bucketArn}*/*"`);
  }
  return graph;
}
