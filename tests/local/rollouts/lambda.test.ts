import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { functionHistory } from "../../../local/rollouts/lambda";
import { digestOf, image, message, placeholder, type Scene, scene, targets } from "./scene";

const functionType = "aws:lambda/function:Function";
const aliasType = "aws:lambda/alias:Alias";
const name = "acme-orders-dev";

describe("a function on the laptop cloud", () => {
  let cloud: Scene;
  beforeEach(() => {
    cloud = scene({
      group: { ecsService: undefined, deploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes" },
    });
  });
  afterEach(() => cloud.close());

  /** Code and memory of the version that an alias leads to. */
  const serves = () => {
    const record = cloud.account.find(functionType, () => true)!;
    const version = String(cloud.outputs(aliasType)["functionVersion"]);
    const { code, configuration } = functionHistory(cloud.account, record).versions[version]!;
    return [code, configuration["memorySize"]];
  };

  it("takes new code, publishes it, and has its alias moved: first a share, then all of it", async () => {
    const seen: unknown[] = [];
    const outcome = await cloud.release(targets.lambda, "a", () => {
      const { functionVersion, routingConfig } = cloud.outputs(aliasType);
      seen.push(JSON.stringify([functionVersion, routingConfig]));
    });
    assert.ok(outcome.passed, JSON.stringify(outcome));
    assert.deepEqual([...new Set(seen)], ['["1",null]', '["1",{"additionalVersionWeights":{"2":0.1}}]', '["2",null]']);
    assert.deepEqual(serves(), [image("a"), 128]);
    assert.equal(cloud.outputs(functionType)["version"], "2");
  });

  it("brings a change of the stack with the next release: a version has code and configuration", async () => {
    await cloud.release(targets.lambda, "a");
    cloud.change(functionType, name, { memorySize: 512, version: "3" });
    assert.deepEqual(serves(), [image("a"), 128], "what runs is the version before the change");
    await cloud.release(targets.lambda, "b");
    assert.deepEqual(serves(), [image("b"), 512]);
    assert.equal(cloud.outputs(aliasType)["functionVersion"], "4");
  });

  it("publishes nothing where nothing has changed", async () => {
    await cloud.release(targets.lambda, "a");
    assert.ok((await cloud.release(targets.lambda, "a")).passed);
    assert.equal(cloud.outputs(aliasType)["functionVersion"], "2");
  });

  it("goes back to the version before when an alarm is said to be in ALARM", async () => {
    cloud.fails({ alarms: ["orders-errors"] });
    assert.match(message(await cloud.release(targets.lambda, "a")), /ALARM_ACTIVE.*The rollback \S+ succeeded/);
    const { functionVersion, routingConfig } = cloud.outputs(aliasType);
    assert.deepEqual([functionVersion, routingConfig], ["1", undefined]);
    assert.deepEqual(serves(), [placeholder, 128]);
  });

  it("cannot take code that is said not to start", async () => {
    cloud.fails({ digests: [digestOf("a")] });
    assert.match(message(await cloud.release(targets.lambda, "a")), /cannot run the code/);
    assert.equal(cloud.outputs(aliasType)["functionVersion"], "1");
  });

  it("fails a deployment that thinks the alias at another version", async () => {
    const Properties = { Name: name, Alias: "live", CurrentVersion: "7", TargetVersion: "8" };
    const content = JSON.stringify({ Resources: [{ [name]: { Properties } }] });
    const { deploymentId } = await cloud.calls.codedeploy<{ deploymentId: string }>("CreateDeployment", {
      applicationName: "acme-orders",
      deploymentGroupName: name,
      revision: { revisionType: "AppSpecContent", appSpecContent: { content } },
    });
    const { deploymentInfo } = await cloud.calls.codedeploy<{ deploymentInfo: Record<string, unknown> }>(
      "GetDeployment",
      { deploymentId },
    );
    const { status, errorInformation } = deploymentInfo;
    assert.deepEqual([status, (errorInformation as { code: string }).code], ["Failed", "INVALID_LAMBDA_CONFIGURATION"]);
  });

  it("takes a zip from the store, and is known by the digest of its bytes", async () => {
    cloud.change(functionType, name, { packageType: "Zip", imageUri: undefined });
    const bytes = Buffer.from("a zip");
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    const asked: unknown[] = [];
    cloud.account.object = async (...place) => {
      asked.push(place);
      return bytes;
    };
    const { image: _, ...target } = targets.lambda;
    const zip = { bucket: "b", key: "k", version: "v", digest };
    assert.ok((await cloud.release(target, "a", undefined, { images: {}, zip })).passed);
    assert.deepEqual(asked, [["b", "k", "v"]]);
    assert.deepEqual(serves(), [digest, 128]);
  });

  it("refuses what is stale, of another kind, or not there, by AWS's names", async () => {
    const { lambda } = cloud.calls;
    const update = { FunctionName: name, ImageUri: image("a"), RevisionId: "old" };
    await assert.rejects(lambda("UpdateFunctionCode", update), { name: "PreconditionFailedException" });
    await assert.rejects(lambda("UpdateFunctionCode", { FunctionName: name, S3Bucket: "b", S3Key: "k" }), {
      name: "InvalidParameterValueException",
    });
    await assert.rejects(lambda("GetFunction", { FunctionName: "no" }), { name: "ResourceNotFoundException" });
    await assert.rejects(lambda("GetAlias", { FunctionName: name, Name: "no" }), { name: "ResourceNotFoundException" });
  });
});
