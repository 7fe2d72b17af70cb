import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import type { BuildProjectArgs } from "../../../components/toolchain/build-project";
import { service } from "../../catalog/pipeline/sample";
import { build, buildError } from "../harness";

const args = (changes: Partial<BuildProjectArgs> = {}): BuildProjectArgs => ({
  projectName: "acme-orders-build",
  logGroupName: "/slipway/acme/orders/build",
  roleArn: "arn:aws:iam::111111111111:role/slipway/acme-build",
  build: service("orders").build,
  encryptionKeyArn: "arn:aws:kms:us-east-1:111111111111:key/1",
  region: "us-east-1",
  ...changes,
});

async function make(changes: Partial<BuildProjectArgs> = {}) {
  const { BuildProject } = await import("../../../components/toolchain/build-project");
  return build(() => ({ name: new BuildProject("build", args(changes)).projectName }));
}

describe("BuildProject", () => {
  it("builds for its pipeline with the build role and the artifacts' key, without privileges or variables", async () => {
    const project = (await make()).one("aws:codebuild/project:Project").inputs;
    assert.equal(project["name"], "acme-orders-build");
    assert.equal(project["serviceRole"], "arn:aws:iam::111111111111:role/slipway/acme-build");
    assert.equal(project["encryptionKey"], "arn:aws:kms:us-east-1:111111111111:key/1");
    assert.equal(project["buildTimeout"], 30);
    assert.deepEqual(project["source"], { type: "CODEPIPELINE", buildspec: "buildspec.yml" });
    assert.deepEqual(project["artifacts"], { type: "CODEPIPELINE" });
    assert.deepEqual(project["environment"], {
      type: "LINUX_CONTAINER",
      image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
      computeType: "BUILD_GENERAL1_SMALL",
      privilegedMode: false,
    });
  });

  it("takes an ARM machine for an ARM image", async () => {
    const image = "aws/codebuild/amazonlinux-aarch64-standard:3.0";
    const built = await make({ build: { ...args().build, image } });
    const environment = built.one("aws:codebuild/project:Project").inputs["environment"] as { type: string };
    assert.equal(environment.type, "ARM_CONTAINER");
  });

  it("writes its logs to a group of its own that forgets after 90 days", async () => {
    const built = await make();
    const group = built.one("aws:cloudwatch/logGroup:LogGroup").inputs;
    assert.equal(group["name"], "/slipway/acme/orders/build");
    assert.equal(group["retentionInDays"], 90);
    assert.deepEqual(built.one("aws:codebuild/project:Project").inputs["logsConfig"], {
      cloudwatchLogs: { groupName: "/slipway/acme/orders/build", status: "ENABLED" },
    });
  });

  it("pins the names of its children", async () => {
    const built = await make();
    assert.deepEqual(built.resources.map((each) => `${each.parent ?? ""}/${each.name}`).sort(), [
      "/build",
      "build/build-logs",
      "build/build-project",
    ]);
  });

  it("reports every unusable argument at once", async () => {
    const { BuildProject } = await import("../../../components/toolchain/build-project");
    const bad = { buildspec: "../other.yml", image: "", compute: "small", timeoutMinutes: 4 };
    const error = (await buildError(() => {
      new BuildProject("build", args({ projectName: "no spaces", build: bad, logRetentionDays: 8 }));
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(error.errors.map((each) => each.propertyPath).sort(), [
      "build.buildspec",
      "build.compute",
      "build.image",
      "build.timeoutMinutes",
      "logRetentionDays",
      "projectName",
    ]);
  });
});
