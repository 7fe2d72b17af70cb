import assert from "node:assert/strict";
import { diff, unknown } from "../../../local/model";

const bucket = "aws:s3/bucket:Bucket";
const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";

function policy(statement: Record<string, unknown>): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

describe("model: diff", () => {
  it("sees no change between equal inputs", () => {
    const inputs = { bucket: "b", tags: { A: "1" } };
    assert.deepEqual(diff(bucket, inputs, { ...inputs, tags: { A: "1" } }), {
      changed: false,
      replaces: [],
      details: {},
      deleteBeforeReplace: false,
    });
  });

  it("names added, deleted and updated properties by path", () => {
    const found = diff(
      bucket,
      { tags: { A: "1", B: "2", "c.d": "3" } },
      { tags: { A: "2", "c.d": "4" }, acl: "private" },
    );
    assert.deepEqual(found.details, { "tags.A": "update", "tags.B": "delete", 'tags["c.d"]': "update", acl: "add" });
    assert.deepEqual(found.replaces, []);
  });

  it("replaces where the property is the identity, without deleting first under a new name", () => {
    const found = diff(bucket, { bucket: "a" }, { bucket: "b" });
    assert.deepEqual(found.details, { bucket: "update-replace" });
    assert.deepEqual(found.replaces, ["bucket"]);
    assert.equal(found.deleteBeforeReplace, false);
  });

  it("deletes first when old and new would bear one given name, but not with an auto-name", () => {
    const table = "aws:dynamodb/table:Table";
    const key = (name: string, hashKey: string) => diff(table, { name, hashKey: "a" }, { name, hashKey });
    assert.deepEqual(key("locks", "LockID").replaces, ["hashKey"]);
    assert.equal(key("locks", "LockID").deleteBeforeReplace, true);
    assert.equal(key("locks-1a2b3c4", "LockID").deleteBeforeReplace, false);
  });

  it("replaces by nested properties, also when their whole block comes or goes", () => {
    const type = "aws:codedeploy/deploymentConfig:DeploymentConfig";
    const hosts = { minimumHealthyHosts: { type: "HOST_COUNT", value: 1 } };
    const found = diff(type, hosts, { minimumHealthyHosts: { type: "HOST_COUNT", value: 2 } });
    assert.deepEqual(found.details, { "minimumHealthyHosts.value": "update-replace" });
    assert.deepEqual(diff(type, {}, hosts).replaces, ["minimumHealthyHosts"]);
  });

  it("sees no change where an argument goes that the provider fills in itself", () => {
    const key = "aws:kms/key:Key";
    assert.equal(diff(key, { policy: "{}", deletionWindowInDays: 7 }, { deletionWindowInDays: 7 }).changed, false);
    assert.equal(diff(key, { deletionWindowInDays: 7 }, {}).changed, true);
  });

  it("replaces when the region changes", () => {
    assert.deepEqual(diff(bucket, { region: "us-east-1" }, { region: "eu-west-1" }).replaces, ["region"]);
  });

  it("counts an unknown new value as a change that replaces where a known one would", () => {
    assert.deepEqual(diff(bucket, { policy: "{}" }, { policy: unknown }).details, { policy: "update" });
    assert.deepEqual(diff(bucket, { bucket: "a" }, { bucket: unknown }).details, { bucket: "update-replace" });
  });

  it("leaves out ignored properties and what lies below them", () => {
    const type = "aws:lb/listenerRule:ListenerRule";
    const rule = (weight: number, priority: number) => ({ actions: [{ forward: { weight } }], priority });
    assert.deepEqual(diff(type, rule(1, 1), rule(2, 2), ["actions"]).details, { priority: "update" });
    assert.equal(diff(type, rule(1, 1), rule(2, 1), ["actions[0].forward"]).changed, false);
    assert.equal(diff(type, rule(1, 1), rule(2, 1), ["actions[*].forward.weight"]).changed, false);
    assert.equal(diff(type, rule(1, 1), rule(2, 1), ["actions[1]"]).changed, true);
  });

  it("compares policies by meaning", () => {
    const root = "arn:aws:iam::222222222222:root";
    const one = policy({ Effect: "Allow", Principal: { AWS: root }, Action: ["s3:Get*", "s3:Put*"], Resource: "*" });
    const same = policy({
      Resource: ["*"],
      Action: ["s3:Put*", "s3:Get*"],
      Principal: { AWS: ["222222222222"] },
      Effect: "Allow",
    });
    const other = policy({ Effect: "Deny", Principal: { AWS: root }, Action: ["s3:Get*", "s3:Put*"], Resource: "*" });
    assert.equal(diff(bucketPolicy, { policy: one }, { policy: same }).changed, false);
    assert.deepEqual(diff(bucketPolicy, { policy: one }, { policy: other }).details, { policy: "update" });
  });

  it("compares sets without order, lists with it", () => {
    const type = "aws:lb/loadBalancer:LoadBalancer";
    assert.equal(diff(type, { subnets: ["a", "b"] }, { subnets: ["b", "a"] }).changed, false);
    assert.deepEqual(diff(type, { subnets: ["a", "b"] }, { subnets: ["b", "c"] }).details, {
      "subnets[0]": "delete",
      "subnets[1]": "add",
    });
    const pipeline = "aws:codepipeline/pipeline:Pipeline";
    const stages = [{ name: "a" }, { name: "b" }];
    assert.equal(diff(pipeline, { stages }, { stages: [...stages].reverse() }).changed, true);
  });

  it("counts each element of a set once", () => {
    const type = "aws:lb/loadBalancer:LoadBalancer";
    assert.equal(diff(type, { subnets: ["a", "a"] }, { subnets: ["a"] }).changed, true);
  });
});
