import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { build, buildError } from "./harness";

describe("test harness", () => {
  it("shows inputs, parent and provider of what a program registers, and its outputs", async () => {
    const built = await build(async () => {
      const provider = new aws.Provider("there", { region: "eu-west-1", allowedAccountIds: ["222222222222"] });
      const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
      const bucket = new aws.s3.Bucket("bucket", { bucket: "acme-x" }, { parent, provider, protect: true });
      return { arn: bucket.arn, bucket: bucket.bucket };
    });
    const bucket = built.one("aws:s3/bucket:Bucket");
    assert.equal(bucket.inputs["bucket"], "acme-x");
    assert.equal(bucket.parent, "parent");
    assert.equal(bucket.provider?.name, "there");
    assert.equal(bucket.protect, true);
    assert.deepEqual(built.outputs, { arn: "arn:aws:s3:::acme-x", bucket: "acme-x" });
  });

  it("unwraps secrets, and shows assets and archives with what they hold", async () => {
    const built = await build(async () => {
      new aws.ssm.Parameter("secret", { type: "SecureString", value: pulumi.secret("hidden") });
      new aws.lambda.Function("function", {
        role: "arn:aws:iam::111111111111:role/gates",
        runtime: "nodejs24.x",
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = 1") }),
      });
      return undefined;
    });
    assert.equal(built.one("aws:ssm/parameter:Parameter").inputs["value"], "hidden");
    const { assets } = built.one("aws:lambda/function:Function").inputs["code"] as {
      assets: Record<string, { text: string }>;
    };
    assert.equal(assets["index.js"]?.text, "exports.handler = 1");
  });

  it("rejects when a data source has no answer", async () => {
    const error = await buildError(async () => ({ id: aws.ec2.getAmiOutput({ owners: ["amazon"] }, {}).id }), {
      invokes: {
        "aws:ec2/getAmi:getAmi": () => {
          throw new Error("no such image");
        },
      },
    });
    assert.match(error.message, /no such image/);
  });

  it("rejects when an apply throws that nothing awaits", async () => {
    const error = await buildError(async () => {
      const bucket = new aws.s3.Bucket("bucket", {});
      new aws.s3.BucketVersioning("versioning", {
        bucket: bucket.bucket.apply(() => {
          throw new Error("bad apply");
        }),
        versioningConfiguration: { status: "Enabled" },
      });
    });
    assert.match(error.message, /bad apply/);
  });

  it("rejects two resources of one type and name", async () => {
    const error = await buildError(async () => {
      new aws.s3.Bucket("same", {});
      new aws.s3.Bucket("same", {});
    });
    assert.match(error.message, /two resources have the URN/);
  });
});
