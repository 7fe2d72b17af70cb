import assert from "node:assert/strict";
import { unknown } from "../../../local/model";
import { checked } from "./settings";

const group = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const valid = { appName: "orders", deploymentGroupName: "dev", serviceRoleArn: "arn:aws:iam::222222222222:role/r" };

describe("model: check", () => {
  it("accepts valid arguments and fills in defaults, region and all tags", () => {
    const { inputs, failures } = checked(group, { ...valid, tags: { Team: "orders" } });
    assert.deepEqual(failures, []);
    assert.equal(inputs.deploymentConfigName, "CodeDeployDefault.OneAtATime");
    assert.equal(inputs.region, "eu-west-1");
    assert.deepEqual(inputs.tags, { Team: "orders" });
    assert.deepEqual(inputs.tagsAll, { Company: "acme", Team: "orders" });
  });

  it("adds neither region nor tags to types that have none", () => {
    const { inputs } = checked("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "r", policyArn: "p" });
    assert.deepEqual(inputs, { role: "r", policyArn: "p" });
  });

  it("keeps given values over defaults", () => {
    const { inputs } = checked(group, { ...valid, deploymentConfigName: "mine", region: "us-east-1" });
    assert.equal(inputs.deploymentConfigName, "mine");
    assert.equal(inputs.region, "us-east-1");
  });

  it("names an unknown property with its path and the nearest known one", () => {
    const { failures } = checked(group, { ...valid, autoRollbackConfiguration: { enabled: true, event: ["X"] } });
    assert.equal(failures.length, 1);
    assert.equal(failures[0]!.property, "autoRollbackConfiguration.event");
    assert.match(failures[0]!.reason, /did you mean "events"\?/);
  });

  it("lists all missing required properties, nested ones with their path", () => {
    const { failures } = checked(group, { ec2TagSets: [], ecsService: { clusterName: "c" } });
    const paths = failures.map((f) => f.property).sort();
    assert.deepEqual(paths, ["appName", "deploymentGroupName", "ecsService.serviceName", "serviceRoleArn"]);
  });

  it("refuses values of the wrong kind, deep inside lists and maps as well", () => {
    const { failures } = checked(group, {
      ...valid,
      appName: 3,
      ec2TagFilters: [{ key: "a" }, { key: true }],
      autoscalingGroups: "one",
      tags: { Team: 1 },
    });
    const paths = failures.map((f) => f.property).sort();
    assert.deepEqual(paths, ["appName", "autoscalingGroups", "ec2TagFilters[1].key", "tags.Team"]);
  });

  it("lets unknown values pass in every place", () => {
    const { inputs, failures } = checked(group, {
      appName: unknown,
      deploymentGroupName: "dev",
      serviceRoleArn: unknown,
      ec2TagFilters: unknown,
      alarmConfiguration: { alarms: [unknown], enabled: unknown },
      tags: unknown,
    });
    assert.deepEqual(failures, []);
    assert.equal(inputs.tagsAll, unknown);
  });

  it("suggests a type for one that does not exist", () => {
    const { failures } = checked("aws:s3/buckett:Buckett", {});
    assert.match(failures[0]!.reason, /did you mean "aws:s3\/bucket:Bucket"\?/);
  });

  it("turns a policy given as an object into text and refuses text that is no JSON", () => {
    const document = { Version: "2012-10-17", Statement: [] };
    const role = "aws:iam/role:Role";
    assert.equal(checked(role, { assumeRolePolicy: document }).inputs.assumeRolePolicy, JSON.stringify(document));
    assert.equal(checked(role, { assumeRolePolicy: "{" }).failures[0]!.property, "assumeRolePolicy");
  });

  it("passes the arguments of other packages as they are", () => {
    assert.deepEqual(checked("random:index/randomPet:RandomPet", { length: "x" }), {
      inputs: { length: "x" },
      failures: [],
    });
  });
});

describe("model: auto-names", () => {
  it("are the logical name and seven hexadecimal digits", () => {
    assert.match(String(checked("aws:sns/topic:Topic", {}).inputs.name), /^orders-[0-9a-f]{7}$/);
    assert.match(String(checked("aws:s3/bucket:Bucket", {}).inputs.bucket), /^orders-[0-9a-f]{7}$/);
    assert.match(String(checked("aws:sns/topic:Topic", { fifoTopic: true }).inputs.name), /-[0-9a-f]{7}\.fifo$/);
    assert.match(String(checked("aws:kms/alias:Alias", { targetKeyId: "k" }).inputs.name), /^alias\/orders-/);
  });

  it("are kept from the last check, but a name that is no longer given is not", () => {
    const topic = "aws:sns/topic:Topic";
    assert.equal(checked(topic, {}, { name: "orders-1234567" }).inputs.name, "orders-1234567");
    assert.notEqual(checked(topic, {}, { name: "given" }).inputs.name, "given");
  });

  it("give way to a name or a prefix", () => {
    assert.equal(checked("aws:sns/topic:Topic", { name: "mine" }).inputs.name, "mine");
    assert.equal(checked("aws:sns/topic:Topic", { namePrefix: "mine-" }).inputs.name, undefined);
  });

  it("fit within the service's limit", async () => {
    const { check } = await import("../../../local/model");
    const { settings } = await import("./settings");
    const type = "aws:lb/loadBalancer:LoadBalancer";
    const { inputs } = check({ type, name: "a".repeat(60), news: {}, seed: "s", settings });
    assert.equal(String(inputs.name).length, 32);
  });

  it("are not given to types whose name is not theirs to choose", () => {
    assert.equal(checked("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }).inputs.name, undefined);
  });
});
