import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { packageRoot } from "../../../catalog/package-root";
import type { ReleaseFunctionArgs } from "../../../components/toolchain/release-function";
import { build, buildError } from "../harness";

const args = (changes: Partial<ReleaseFunctionArgs> = {}): ReleaseFunctionArgs => ({
  functionName: "acme-release",
  roleArn: "arn:aws:iam::111111111111:role/slipway/acme-release",
  logGroupName: "/slipway/acme/release",
  region: "us-east-1",
  ...changes,
});

async function make(changes: Partial<ReleaseFunctionArgs> = {}) {
  const { ReleaseFunction } = await import("../../../components/toolchain/release-function");
  return build(() => {
    const { functionName, functionArn, logGroupName } = new ReleaseFunction("release", args(changes));
    return { functionName, functionArn, logGroupName };
  });
}

describe("ReleaseFunction", () => {
  it("runs releases with the given role, on ARM, without network, variables, tracing or reserved concurrency", async () => {
    const { inputs } = (await make()).one("aws:lambda/function:Function");
    assert.equal(inputs["name"], "acme-release");
    assert.equal(inputs["role"], "arn:aws:iam::111111111111:role/slipway/acme-release");
    assert.equal(inputs["runtime"], "nodejs24.x");
    assert.deepEqual(inputs["architectures"], ["arm64"]);
    assert.equal(inputs["handler"], "index.handler");
    assert.equal(inputs["timeout"], 300);
    assert.equal(inputs["memorySize"], 1024);
    for (const absent of ["vpcConfig", "environment", "tracingConfig", "reservedConcurrentExecutions"]) {
      assert.equal(inputs[absent], undefined, absent);
    }
  });

  it("carries the bundle as text, so that no machine's path is in the state", async () => {
    const { inputs } = (await make()).one("aws:lambda/function:Function");
    const { assets } = inputs["code"] as { assets: Record<string, { text: string }> };
    assert.deepEqual(Object.keys(assets), ["index.js"]);
    const committed = readFileSync(join(packageRoot(), "functions", "bundles", "release.js"), "utf8");
    assert.equal(assets["index.js"]!.text, committed);
  });

  it("writes to a log group of its own that forgets after 90 days, or as told", async () => {
    const built = await make();
    const group = built.one("aws:cloudwatch/logGroup:LogGroup").inputs;
    assert.equal(group["name"], "/slipway/acme/release");
    assert.equal(group["retentionInDays"], 90);
    assert.deepEqual(built.one("aws:lambda/function:Function").inputs["loggingConfig"], {
      logFormat: "Text",
      logGroup: "/slipway/acme/release",
    });
    const kept = (await make({ logRetentionDays: 365 })).one("aws:cloudwatch/logGroup:LogGroup").inputs;
    assert.equal(kept["retentionInDays"], 365);
  });

  it("answers with the function's name and ARN", async () => {
    const { outputs } = await make();
    assert.equal(outputs["functionName"], "acme-release");
    assert.equal(outputs["functionArn"], "arn:aws:lambda:us-east-1:111111111111:function:acme-release");
    assert.equal(outputs["logGroupName"], "/slipway/acme/release");
  });

  it("pins the names of its children", async () => {
    const built = await make();
    assert.deepEqual(built.resources.map((each) => `${each.parent ?? ""}/${each.name}`).sort(), [
      "/release",
      "release/release-events",
      "release/release-function",
      "release/release-logs",
    ]);
  });

  it("reports every unusable argument at once", async () => {
    const { ReleaseFunction } = await import("../../../components/toolchain/release-function");
    const bad = { functionName: "no spaces", roleArn: "acme-release", logGroupName: "a b", logRetentionDays: 8 };
    const error = (await buildError(() => {
      new ReleaseFunction("release", args(bad));
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(error.errors.map((each) => each.propertyPath).sort(), [
      "functionName",
      "logGroupName",
      "logRetentionDays",
      "roleArn",
    ]);
  });
});
