import assert from "node:assert/strict";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type Properties, unknown } from "../../../local/model/types";
import type { Laptop } from "../../../local/provider/laptop";
import { openRecords } from "../../../local/provider/records";
import { readStruct } from "../../../local/provider/wire";
import { laptopCloud, startProvider, startTimeout, type TestProvider, toolchain } from "./cloud";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";
const pipelineGroup = "aws:codedeploy/deploymentGroup:DeploymentGroup";

describe("the stand-in provider", () => {
  let laptop: Laptop;
  let provider: TestProvider;

  before(async function () {
    this.timeout(startTimeout);
    laptop = await laptopCloud();
    provider = await startProvider(laptop);
    await provider.configure({ region: "eu-west-1", defaultTags: JSON.stringify({ tags: { team: "platform" } }) });
  });
  after(() => provider.close());

  it("says the version of the npm package", async () => {
    const { version } = require("@pulumi/aws/package.json");
    await new Promise<void>((resolve, reject) => {
      provider.raw.getPluginInfo(new Empty(), (error, info) => {
        if (error) reject(error);
        else resolve(assert.equal(info.getVersion(), version));
      });
    });
  });

  it("asks for plain values and knows previews", async () => {
    const handshake = await new Promise<messages.ProviderHandshakeResponse>((resolve, reject) => {
      provider.raw.handshake(new messages.ProviderHandshakeRequest(), (error, answer) =>
        error ? reject(error) : resolve(answer),
      );
    });
    assert.deepEqual([handshake.getAcceptSecrets(), handshake.getAcceptOutputs()], [false, false]);
    const other = await startProvider(laptop);
    assert.equal((await other.configure({ region: "eu-west-1" })).getSupportspreview(), true);
    other.close();
  });

  it("marks its provider's inputs, so that laptop state is never taken for AWS's", async () => {
    const checked = await provider.checkConfig({ region: "eu-west-1" });
    assert.deepEqual(readStruct(checked.getInputs()), { region: "eu-west-1", slipwayLaptop: "true" });
    assert.equal(checked.getFailuresList().length, 0);
    assert.equal((await provider.checkConfig({ zone: "x", region: "mars" })).getFailuresList().length, 2);
  });

  it("replaces a provider that moves to another region, and updates it for another role", async () => {
    const before = { region: "eu-west-1", assumeRoles: "[]" };
    const moved = await provider.diffConfig(before, { ...before, region: "us-east-1" });
    assert.deepEqual(moved.getReplacesList(), ["region"]);
    const changed = await provider.diffConfig(before, { ...before, assumeRoles: "[1]" });
    assert.deepEqual([changed.getReplacesList(), changed.getDiffsList()], [[], ["assumeRoles"]]);
    const same = await provider.diffConfig(before, before);
    assert.equal(same.getChanges(), messages.DiffResponse.DiffChanges.DIFF_NONE);
  });

  it("fills in defaults, region and all tags, and refuses unknown properties by path", async () => {
    const checked = await provider.check(logGroup, "logs", { name: "/checked", tags: { part: "a" } });
    const inputs = readStruct(checked.getInputs());
    assert.equal(inputs["region"], "eu-west-1");
    assert.deepEqual(inputs["tagsAll"], { team: "platform", part: "a" });
    const wrong = await provider.check(logGroup, "logs", { nmae: "/checked" });
    assert.deepEqual(
      wrong.getFailuresList().map((failure) => failure.getProperty()),
      ["nmae"],
    );
  });

  it("tells an update from a replacement, property by property", async () => {
    const olds = { name: "/a", retentionInDays: 30 };
    const updated = await provider.diff(logGroup, olds, { name: "/a", retentionInDays: 60 });
    assert.deepEqual([updated.getReplacesList(), updated.getDiffsList()], [[], ["retentionInDays"]]);
    const replaced = await provider.diff(logGroup, olds, { name: "/b", retentionInDays: 30 });
    assert.deepEqual(replaced.getReplacesList(), ["name"]);
    const kind = replaced.getDetaileddiffMap().get("name")?.getKind();
    assert.equal(kind, messages.PropertyDiff.Kind.UPDATE_REPLACE);
  });

  it("previews a creation with unknowns and makes nothing", async () => {
    const preview = await provider.create(logGroup, "logs", { name: "/previewed" }, true);
    assert.equal(preview.outputs["arn"], unknown);
    assert.equal(preview.outputs["name"], "/previewed");
    assert.equal((await provider.read(logGroup, "/previewed")).id, "");
  });

  it("creates, reads, updates and deletes a resource that is a record only", async () => {
    const made = await provider.create(logGroup, "logs", { name: "/made", retentionInDays: 30 });
    assert.equal(made.outputs["arn"], `arn:aws:logs:eu-west-1:${toolchain}:log-group:/made`);
    assert.deepEqual((await provider.read(logGroup, made.id, made)).inputs, made.inputs);
    const changed = await provider.update(logGroup, made, { name: "/made", retentionInDays: 60 });
    assert.equal((await provider.read(logGroup, made.id, changed)).outputs["retentionInDays"], 60);
    await provider.remove(logGroup, changed);
    assert.equal((await provider.read(logGroup, made.id, changed)).id, "");
    await provider.remove(logGroup, changed);
  });

  it("sends only what differs from the state, and nothing that is ignored: the rest stays as the cloud has it", async () => {
    const type = "aws:ecs/service:Service";
    const service = (changes: Properties): Properties => ({
      name: "orders",
      cluster: "c",
      taskDefinition: "template:1",
      desiredCount: 2,
      healthCheckGracePeriodSeconds: 60,
      ...changes,
    });
    const made = await provider.create(type, "service", service({}));
    const records = openRecords(laptop.data);
    const record = records.get(toolchain, "eu-west-1", type, made.id)!;
    const now = { taskDefinition: "orders:7", healthCheckGracePeriodSeconds: 90 };
    records.put({ ...record, outputs: { ...record.outputs, ...now } });
    const inputs = service({ desiredCount: 4, taskDefinition: "template:2" });
    const { outputs } = await provider.update(type, made, inputs, false, ["taskDefinition"]);
    const { taskDefinition, desiredCount, healthCheckGracePeriodSeconds } = outputs;
    assert.deepEqual({ desiredCount, taskDefinition, healthCheckGracePeriodSeconds }, { desiredCount: 4, ...now });
  });

  it("sends all of what is put as a whole, as the state has it: of an alias, like the provider itself", async () => {
    const type = "aws:lambda/alias:Alias";
    const alias = (description: string) => ({
      name: "live",
      functionName: "orders",
      functionVersion: "1",
      description,
    });
    const made = await provider.create(type, "alias", alias("before"));
    const records = openRecords(laptop.data);
    const record = records.get(toolchain, "eu-west-1", type, made.id)!;
    records.put({ ...record, outputs: { ...record.outputs, functionVersion: "2" } });
    const changed = await provider.update(type, made, alias("after"), false, ["functionVersion"]);
    assert.equal(changed.outputs["functionVersion"], "1");
  });

  it("keeps the revision of a family that replaces another one, when that goes", async () => {
    const type = "aws:ecs/taskDefinition:TaskDefinition";
    const definition = (memory: string) => ({ family: "orders", memory, containerDefinitions: "[]" });
    const before = await provider.create(type, "template", definition("512"));
    const after = await provider.create(type, "template", definition("1024"));
    assert.equal(before.id, after.id);
    await provider.remove(type, before);
    assert.equal((await provider.read(type, after.id, after)).outputs["memory"], "1024");
    await provider.remove(type, after);
    assert.equal((await provider.read(type, after.id, after)).id, "");
  });

  it("previews an update without changing anything", async () => {
    const made = await provider.create(logGroup, "logs", { name: "/still", retentionInDays: 30 });
    const preview = await provider.update(logGroup, made, { name: "/still", retentionInDays: 60 }, true);
    assert.equal(preview.outputs["retentionInDays"], 60);
    assert.equal((await provider.read(logGroup, made.id, made)).outputs["retentionInDays"], 30);
  });

  it("shares what exists with other provider processes of the same cloud", async () => {
    const made = await provider.create(logGroup, "logs", { name: "/shared" });
    const other = await startProvider(laptop);
    await other.configure({ region: "eu-west-1" });
    assert.equal((await other.read(logGroup, made.id, made)).id, "/shared");
    await assert.rejects(
      other.create(logGroup, "again", { name: "/shared" }),
      /ResourceAlreadyExistsException.*\/shared/,
    );
    other.close();
  });

  it("keeps accounts and regions apart", async () => {
    await provider.create(logGroup, "logs", { name: "/everywhere" });
    const other = await startProvider(laptop);
    await other.configure({ region: "eu-central-1" });
    assert.equal((await other.create(logGroup, "logs", { name: "/everywhere" })).id, "/everywhere");
    other.close();
  });

  it("refuses a taken name although the service makes up another id", async () => {
    const group: Properties = {
      appName: "orders",
      deploymentGroupName: "orders-dev",
      serviceRoleArn: `arn:aws:iam::${toolchain}:role/codedeploy`,
    };
    await provider.create(pipelineGroup, "group", group);
    await assert.rejects(provider.create(pipelineGroup, "twin", group), /DeploymentGroupAlreadyExistsException/);
  });

  it("overwrites what AWS's own call overwrites", async () => {
    const alarm = (threshold: number) => ({
      name: "overwritten",
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 1,
      metricName: "Errors",
      namespace: "Orders",
      period: 60,
      statistic: "Sum",
      threshold,
    });
    const type = "aws:cloudwatch/metricAlarm:MetricAlarm";
    await provider.create(type, "one", alarm(1));
    const again = await provider.create(type, "two", alarm(2));
    assert.equal((await provider.read(type, again.id, again)).outputs["threshold"], 2);
  });

  it("makes a replacement another resource than the one it replaces", async () => {
    const network = { cidrBlock: "10.0.0.0/16" };
    const [one, two] = [
      await provider.create("aws:ec2/vpc:Vpc", "vpc", network),
      await provider.create("aws:ec2/vpc:Vpc", "vpc", network),
    ];
    assert.notEqual(one.id, two.id);
  });

  it("tells the id among the outputs, unknown in a preview, as bridged providers do", async () => {
    const preview = await provider.create(logGroup, "logs", { name: "/told" }, true);
    assert.equal(preview.outputs["id"], unknown);
    const made = await provider.create(logGroup, "logs", { name: "/told" });
    assert.equal(made.outputs["id"], made.id);
    assert.equal((await provider.read(logGroup, made.id, made)).outputs["id"], made.id);
  });

  it("imports by id", async () => {
    const made = await provider.create(logGroup, "logs", { name: "/imported", retentionInDays: 30 });
    const imported = await provider.read(logGroup, made.id);
    assert.equal(imported.inputs["retentionInDays"], 30);
    assert.equal(imported.outputs["arn"], made.outputs["arn"]);
  });

  it("imports by name what has an id that AWS made up", async () => {
    const group = {
      appName: "orders",
      deploymentGroupName: "orders-prod",
      serviceRoleArn: "arn:aws:iam::111111111111:role/r",
    };
    const made = await provider.create(pipelineGroup, "group", group);
    assert.equal((await provider.read(pipelineGroup, "orders:orders-prod")).id, made.id);
    assert.equal((await provider.read(pipelineGroup, "orders:orders-none")).id, "");
  });

  it("shows on refresh what somebody changed, in outputs and in inputs", async () => {
    const made = await provider.create(logGroup, "logs", { name: "/drifted", retentionInDays: 30 });
    const records = openRecords(laptop.data);
    const record = records.get(toolchain, "eu-west-1", logGroup, made.id)!;
    records.put({ ...record, outputs: { ...record.outputs, retentionInDays: 1 } });
    const found = await provider.read(logGroup, made.id, made);
    assert.equal(found.outputs["retentionInDays"], 1);
    assert.equal(found.inputs["retentionInDays"], 1);
  });

  it("refuses to delete what AWS's own switch protects", async () => {
    const made = await provider.create("aws:lb/loadBalancer:LoadBalancer", "lb", {
      name: "guarded",
      enableDeletionProtection: true,
      subnets: ["subnet-1", "subnet-2"],
    });
    await assert.rejects(provider.remove("aws:lb/loadBalancer:LoadBalancer", made), /enableDeletionProtection/);
  });

  it("answers data sources for the account and region it works in, and parameters from the emulator", async () => {
    const caller = await provider.invoke("aws:index/getCallerIdentity:getCallerIdentity", {});
    assert.equal(caller["accountId"], toolchain);
    await provider.create("aws:ssm/parameter:Parameter", "p", {
      name: "/slipway/acme/vpc",
      type: "String",
      value: "vpc-1",
    });
    const found = await provider.invoke("aws:ssm/getParameter:getParameter", { name: "/slipway/acme/vpc" });
    assert.equal(found["value"], "vpc-1");
    await assert.rejects(provider.invoke("aws:ssm/getParameter:getParameter", { name: "/slipway/acme/none" }));
  });
});
