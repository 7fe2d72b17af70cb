import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { packageRoot } from "../../../catalog/package-root";
import type { PipelineFunctionArgs } from "../../../components/toolchain/pipeline-function";
import { build, buildError } from "../harness";

const functions = {
  gates: {
    title: "GatesFunction",
    timeout: 120,
    type: async () => (await import("../../../components/toolchain/gates-function")).GatesFunction,
  },
  release: {
    title: "ReleaseFunction",
    timeout: 300,
    type: async () => (await import("../../../components/toolchain/release-function")).ReleaseFunction,
  },
};

for (const [word, { title, timeout, type }] of Object.entries(functions)) {
  const args = (changes: Partial<PipelineFunctionArgs> = {}): PipelineFunctionArgs => ({
    functionName: `acme-${word}`,
    roleArn: `arn:aws:iam::111111111111:role/slipway/acme-${word}`,
    logGroupName: `/slipway/acme/${word}`,
    region: "us-east-1",
    ...changes,
  });

  async function make(changes: Partial<PipelineFunctionArgs> = {}) {
    const Type = await type();
    return build(() => {
      const { functionName, functionArn, logGroupName } = new Type(word, args(changes));
      return { functionName, functionArn, logGroupName };
    });
  }

  describe(title, () => {
    it("runs with the given role, on ARM, without network, variables, tracing or reserved concurrency", async () => {
      const { inputs } = (await make()).one("aws:lambda/function:Function");
      assert.equal(inputs["name"], `acme-${word}`);
      assert.equal(inputs["role"], `arn:aws:iam::111111111111:role/slipway/acme-${word}`);
      assert.equal(inputs["runtime"], "nodejs24.x");
      assert.deepEqual(inputs["architectures"], ["arm64"]);
      assert.equal(inputs["handler"], "index.handler");
      assert.equal(inputs["timeout"], timeout);
      assert.equal(inputs["memorySize"], 1024);
      for (const absent of ["vpcConfig", "environment", "tracingConfig", "reservedConcurrentExecutions"]) {
        assert.equal(inputs[absent], undefined, absent);
      }
    });

    it("carries the bundle as text, so that no machine's path is in the state", async () => {
      const { inputs } = (await make()).one("aws:lambda/function:Function");
      const { assets } = inputs["code"] as { assets: Record<string, { text: string }> };
      assert.deepEqual(Object.keys(assets), ["index.js"]);
      const committed = readFileSync(join(packageRoot(), "functions", "bundles", `${word}.js`), "utf8");
      assert.equal(assets["index.js"]!.text, committed);
    });

    it("writes to a log group of its own that forgets after 90 days, or as told", async () => {
      const built = await make();
      const group = built.one("aws:cloudwatch/logGroup:LogGroup").inputs;
      assert.equal(group["name"], `/slipway/acme/${word}`);
      assert.equal(group["retentionInDays"], 90);
      assert.deepEqual(built.one("aws:lambda/function:Function").inputs["loggingConfig"], {
        logFormat: "Text",
        logGroup: `/slipway/acme/${word}`,
      });
      const kept = (await make({ logRetentionDays: 365 })).one("aws:cloudwatch/logGroup:LogGroup").inputs;
      assert.equal(kept["retentionInDays"], 365);
    });

    it("answers with the function's name and ARN", async () => {
      const { outputs } = await make();
      assert.equal(outputs["functionName"], `acme-${word}`);
      assert.equal(outputs["functionArn"], `arn:aws:lambda:us-east-1:111111111111:function:acme-${word}`);
      assert.equal(outputs["logGroupName"], `/slipway/acme/${word}`);
    });

    it("pins the names of its children", async () => {
      const built = await make();
      assert.deepEqual(built.resources.map((each) => `${each.parent ?? ""}/${each.name}`).sort(), [
        `/${word}`,
        `${word}/${word}-events`,
        `${word}/${word}-function`,
        `${word}/${word}-logs`,
      ]);
    });

    it("reports every unusable argument at once", async () => {
      const Type = await type();
      const bad = { functionName: "no spaces", roleArn: `acme-${word}`, logGroupName: "a b", logRetentionDays: 8 };
      const error = (await buildError(() => {
        new Type(word, args(bad));
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
}
