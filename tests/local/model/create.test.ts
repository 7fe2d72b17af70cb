import assert from "node:assert/strict";
import { create, type Properties, schemaOf, unknown, update } from "../../../local/model";
import { typesOf } from "../../../local/model/schema";
import { made, settings } from "./settings";

const place = settings.place;

describe("model: create", () => {
  it("gives ids and ARNs of AWS's own forms", () => {
    const hashed = /^[0-9a-f]{17}$/;
    const vpc = made("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    assert.match(vpc.id.replace("vpc-", ""), hashed);
    assert.equal(vpc.outputs.arn, `arn:aws:ec2:eu-west-1:222222222222:vpc/${vpc.id}`);
    const key = made("aws:kms/key:Key", {});
    assert.match(key.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(key.outputs.arn, `arn:aws:kms:eu-west-1:222222222222:key/${key.id}`);
    const role = made("aws:iam/role:Role", { name: "r", path: "/slipway/", assumeRolePolicy: "{}" });
    assert.equal(role.outputs.arn, "arn:aws:iam::222222222222:role/slipway/r");
    assert.match(String(role.outputs.uniqueId), /^AROA[A-Z2-7]{17}$/);
    const balancer = made("aws:lb/loadBalancer:LoadBalancer", { name: "web", subnets: ["a"] });
    assert.match(balancer.id, /:loadbalancer\/app\/web\/[0-9a-f]{16}$/);
    const listener = made("aws:lb/listener:Listener", {
      loadBalancerArn: balancer.id,
      defaultActions: [{ type: "forward" }],
    });
    assert.match(listener.id, /:listener\/app\/web\/[0-9a-f]{16}\/[0-9a-f]{16}$/);
    const parameter = made("aws:ssm/parameter:Parameter", { name: "/a/b", type: "String", value: "v" });
    assert.equal(parameter.outputs.arn, "arn:aws:ssm:eu-west-1:222222222222:parameter/a/b");
    const group = made("aws:cloudwatch/logGroup:LogGroup", { name: "g" });
    assert.equal(group.outputs.arn, "arn:aws:logs:eu-west-1:222222222222:log-group:g");
    const rule = made("aws:cloudwatch/eventRule:EventRule", { name: "r", eventBusName: "b", schedule: undefined });
    assert.equal(rule.outputs.arn, "arn:aws:events:eu-west-1:222222222222:rule/b/r");
  });

  it("takes the region of the resource and the partition of the place", () => {
    const request = { type: "aws:sns/topic:Topic", name: "t", preview: false, seed: "s" };
    const china = { account: "222222222222", region: "cn-north-1", partition: "aws-cn" };
    const there = create({ ...request, inputs: { name: "t", region: "cn-northwest-1" }, place: china });
    assert.equal(there.id, "arn:aws-cn:sns:cn-northwest-1:222222222222:t");
  });

  it("gives the same id for the same seed and another for another", () => {
    const request = { type: "aws:ec2/vpc:Vpc", name: "v", inputs: {}, place, preview: false };
    const id = (seed: string) => create({ ...request, seed }).id;
    assert.equal(id("a"), id("a"));
    assert.notEqual(id("a"), id("b"));
  });

  it("leaves computed outputs unknown and the id empty in a preview; inputs stand", () => {
    const { id, outputs } = made("aws:sns/topic:Topic", { name: "t" }, true);
    assert.equal(id, "");
    assert.equal(outputs.name, "t");
    assert.equal(outputs.arn, unknown);
    assert.deepEqual(outputs.tagsAll, { Company: "acme" });
  });

  it("does not make up a block that nobody configured", () => {
    for (const preview of [false, true]) {
      const { outputs } = made("aws:s3/bucket:Bucket", {}, preview);
      for (const block of ["website", "logging", "replicationConfiguration"]) assert.equal(outputs[block], undefined);
    }
  });

  it("completes a health check that is given in part", () => {
    const group = { port: 80, protocol: "HTTP", vpcId: "v", healthCheck: { path: "/health" } };
    const { outputs } = made("aws:lb/targetGroup:TargetGroup", group);
    const check = outputs.healthCheck as Properties;
    assert.deepEqual([check.path, check.healthyThreshold, check.interval], ["/health", 5, 30]);
  });

  it("adds to a given block what AWS adds to it, and not to the inputs", () => {
    const action = { name: "a", category: "Source", owner: "AWS", provider: "S3", version: "1" };
    const inputs = { name: "p", roleArn: "r", artifactStores: [], stages: [{ name: "s", actions: [action] }] };
    const { outputs } = made("aws:codepipeline/pipeline:Pipeline", inputs);
    const stages = outputs.stages as { actions: Properties[] }[];
    assert.deepEqual(stages[0]!.actions[0], { ...action, runOrder: 1, region: "eu-west-1" });
    assert.equal("runOrder" in action, false);
  });

  it("has every output that a type declares as always there, of the declared kind, for all types in use", () => {
    const kinds: Record<string, (value: unknown) => boolean> = {
      s: (v) => typeof v === "string",
      j: (v) => typeof v === "string",
      n: (v) => typeof v === "number",
      b: (v) => typeof v === "boolean",
      "[": Array.isArray,
      "{": (v) => typeof v === "object" && !Array.isArray(v),
      "#": (v) => typeof v === "object" && !Array.isArray(v),
    };
    const wrong: string[] = [];
    const modules = ["ec2", "s3", "iam", "lb", "codebuild", "ecs", "eks", "lambda", "cloudwatch", "rds", "glue", "sqs"];
    for (const type of modules.flatMap(typesOf)) {
      const schema = schemaOf(type)!;
      const { id, outputs } = create({ type, name: "x", inputs: {}, place, preview: false, seed: type });
      if (id === "" && !/^aws:(s3|iam|sns)/.test(type)) wrong.push(`${type} id`);
      for (const [property, encoded] of Object.entries(schema.out)) {
        if (!encoded.endsWith("!") || property in schema.in) continue;
        if (!(kinds[encoded[0]!]?.(outputs[property]) ?? true)) wrong.push(`${type}.${property}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
});

describe("model: update", () => {
  const type = "aws:ec2/launchTemplate:LaunchTemplate";
  const before = made(type, { name: "t", imageId: "ami-1" });
  const request = { type, id: before.id, olds: before.outputs, place };

  it("keeps what was computed and takes the new inputs", () => {
    const inputs = { name: "t", imageId: "ami-2", tagsAll: { A: "1" } };
    const after = update({ ...request, inputs, preview: false });
    assert.equal(after.arn, before.outputs.arn);
    assert.equal(after.imageId, "ami-2");
    assert.deepEqual(after.tagsAll, { A: "1" });
  });

  it("drops an argument that is no longer given", () => {
    const after = update({ ...request, inputs: { name: "t" }, preview: false });
    assert.equal("imageId" in after, false);
  });

  it("raises the version of a launch template, which a preview does not know", () => {
    assert.equal(update({ ...request, inputs: { name: "t" }, preview: false }).latestVersion, 2);
    assert.equal(update({ ...request, inputs: { name: "t" }, preview: true }).latestVersion, unknown);
  });

  it("publishes a version of a function that changes, where it publishes any, and not for its tags", () => {
    const type = "aws:lambda/function:Function";
    const olds = {
      arn: "f",
      invokeArn: "f/invocations",
      version: "3",
      qualifiedArn: "f:3",
      memorySize: 128,
      timeout: 3,
    };
    const inputs = { memorySize: 128, timeout: 3, publish: true };
    const updated = (changes: Properties, preview = false) =>
      update({ type, id: "f", olds, inputs: { ...inputs, ...changes }, place, preview });
    const { version, qualifiedArn, qualifiedInvokeArn } = updated({ memorySize: 256 });
    assert.deepEqual([version, qualifiedArn, qualifiedInvokeArn], ["4", "f:4", "f:4/invocations"]);
    assert.equal(updated({ memorySize: 256 }, true)["version"], unknown);
    assert.equal(updated({ tags: { team: "orders" } })["version"], "3");
    assert.equal(updated({ memorySize: 256, publish: false })["version"], "3");
  });

  it("keeps the rest of a health check of which one value changes", () => {
    const type = "aws:lb/targetGroup:TargetGroup";
    const given = { name: "g", port: 80, protocol: "HTTP", vpcId: "v" };
    const { id, outputs } = made(type, { ...given, healthCheck: { path: "/a" } });
    const inputs = { ...given, healthCheck: { path: "/b" } };
    const check = update({ type, id, olds: outputs, inputs, place, preview: false }).healthCheck as Properties;
    assert.deepEqual([check.path, check.interval], ["/b", 30]);
  });

  it("gives a key alias the ARN of its new key", () => {
    const alias = made("aws:kms/alias:Alias", { name: "alias/a", targetKeyId: "k1" });
    const olds = { type: "aws:kms/alias:Alias", id: alias.id, olds: alias.outputs, place, preview: false };
    const after = update({ ...olds, inputs: { name: "alias/a", targetKeyId: "k2" } });
    assert.equal(after.targetKeyArn, "arn:aws:kms:eu-west-1:222222222222:key/k2");
  });
});
