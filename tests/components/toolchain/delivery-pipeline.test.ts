import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { deliveryPipeline } from "../../../catalog/pipeline/delivery";
import type { PipelineModel } from "../../../catalog/pipeline/model";
import { catalog, environment } from "../../catalog/pipeline/sample";
import { type Built, build, buildError } from "../harness";
import { parameterStore } from "../parameters";

type Action = Record<string, unknown> & { name: string; category: string };
type Stage = { name: string; actions: Action[] };

const connectionArn = "arn:aws:codeconnections:us-east-1:111111111111:connection/c0ffee";
const parameters = parameterStore({ "/slipway/acme/connections/github": connectionArn });
const sample = (which = catalog()): PipelineModel => deliveryPipeline(which, which.services[0]!);
const storesOf = (model: PipelineModel) =>
  model.stores.map(({ region, bucket }) => ({
    region,
    bucketName: bucket,
    keyArn: `arn:aws:kms:${region}:111111111111:key/1`,
  }));

async function make(model = sample()): Promise<Built> {
  const { DeliveryPipeline } = await import("../../../components/toolchain/delivery-pipeline");
  return build(() => {
    const made = new DeliveryPipeline("delivery", { model, stores: storesOf(model) });
    return { consoleUrl: made.consoleUrl };
  }, parameters);
}

const pipeline = (built: Built) => built.one("aws:codepipeline/pipeline:Pipeline").inputs;
const stages = (built: Built) => pipeline(built)["stages"] as Stage[];

describe("DeliveryPipeline", () => {
  it("is a V2 pipeline that drops superseded runs and starts on a push to its branch", async () => {
    const inputs = pipeline(await make());
    assert.equal(inputs["name"], "acme-orders");
    assert.equal(inputs["pipelineType"], "V2");
    assert.equal(inputs["executionMode"], "SUPERSEDED");
    assert.equal(inputs["roleArn"], "arn:aws:iam::111111111111:role/slipway/acme-pipeline");
    assert.deepEqual(inputs["triggers"], [
      {
        providerType: "CodeStarSourceConnection",
        gitConfiguration: { sourceActionName: "Source", pushes: [{ branches: { includes: ["main"] } }] },
      },
    ]);
    assert.deepEqual(inputs["tags"], { "slipway:production-stages": "prod" });
  });

  it("asks for approval before it deploys to production, and deploys by the account's role", async () => {
    const [approve, deploy] = stages(await make())[3]!.actions;
    assert.equal(approve!["category"], "Approval");
    assert.equal(approve!["region"], undefined);
    assert.ok((approve!["runOrder"] as number) < (deploy!["runOrder"] as number));
    assert.equal(deploy!["roleArn"], "arn:aws:iam::333333333333:role/slipway/acme-deploy");
    assert.deepEqual(deploy!["configuration"], {
      ApplicationName: "acme-orders",
      DeploymentGroupName: "acme-orders-prod",
    });
    assert.deepEqual(deploy!["inputArtifacts"], ["BuildOutput"]);
  });

  it("reads the connection's ARN from Parameter Store", async () => {
    const source = stages(await make())[0]!.actions[0]!;
    assert.equal((source["configuration"] as Record<string, string>)["ConnectionArn"], connectionArn);
  });

  it("names the store's key by ARN, and a region only when there are several stores", async () => {
    assert.deepEqual(pipeline(await make())["artifactStores"], [
      {
        type: "S3",
        location: "acme-orders-artifacts-111111111111-us-east-1",
        encryptionKey: { type: "KMS", id: "arn:aws:kms:us-east-1:111111111111:key/1" },
      },
    ]);
    const far = sample(catalog({ environments: [environment("dev"), environment("prod", { region: "eu-west-1" })] }));
    const regions = (pipeline(await make(far))["artifactStores"] as { region?: string }[]).map((each) => each.region);
    assert.deepEqual(regions, ["us-east-1", "eu-west-1"]);
  });

  it("gives a link to the pipeline in the partition's console", async () => {
    assert.equal(
      (await make()).outputs["consoleUrl"],
      "https://console.aws.amazon.com/codesuite/codepipeline/pipelines/acme-orders/view?region=us-east-1",
    );
    const china = { ...sample(), partition: "aws-cn" };
    assert.match(String((await make(china)).outputs["consoleUrl"]), /^https:\/\/console\.amazonaws\.cn\//);
  });

  it("pins the names of its children", async () => {
    const built = await make();
    assert.deepEqual(
      built.resources.map((each) => [each.name, each.parent]),
      [
        ["delivery", undefined],
        ["delivery-pipeline", "delivery"],
      ],
    );
  });

  it("refuses a model that does not hold, and missing stores, all at once", async () => {
    const model = structuredClone(sample());
    model.stages[3]!.actions.shift();
    model.name = "not allowed";
    const { DeliveryPipeline } = await import("../../../components/toolchain/delivery-pipeline");
    const error = (await buildError(() => {
      new DeliveryPipeline("delivery", { model, stores: [] });
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(error.errors.map((each) => each.propertyPath).sort(), [
      "model.name",
      "model.stages[3].actions[0]",
      "stores",
    ]);
    const reasons = error.errors.map((each) => each.reason).join("\n");
    assert.match(reasons, /approval: true/);
    assert.match(reasons, /one store for each of us-east-1/);
  });
});
