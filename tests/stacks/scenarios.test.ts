import assert from "node:assert/strict";
import type { GraphValue } from "../../analysis/graph/types";
import type { Environment } from "../../catalog/types";
import { recordGraph } from "../../runner/graph/record";
import { accounts, catalogOf, environment, stage } from "../catalog/pipeline/sample";
import { all, stackOf } from "./graphs";

type Map = Record<string, GraphValue>;

// The catalog refuses environments in the toolchain's account; the programs could serve them all the same.
const toolchain = { account: "toolchain", accountId: accounts.toolchain };
const scenarios: [string, Environment][] = [
  ["the same account and region", environment("dev", toolchain)],
  ["the same account and another region", environment("dev", { ...toolchain, region: "eu-west-1" })],
  ["another account and the same region", environment("dev")],
  ["another account and region", environment("dev", { region: "eu-west-1" })],
];

describe("the pipeline's program for a stage in", () => {
  for (const [title, dev] of scenarios) {
    it(`${title} has a store where it acts, and lets in the roles that the stage acts with`, async () => {
      const catalog = catalogOf({ stages: [stage("dev")] }, [dev]);
      const pipelineStack = stackOf(await recordGraph(catalog, ["orders.pipeline"]), "orders.pipeline");
      const [pipeline] = all(pipelineStack, "aws:codepipeline/pipeline:Pipeline");
      const regions = [...new Set(["us-east-1", dev.region])];

      const actions = (pipeline!.inputs["stages"] as Map[]).flatMap((each) => each["actions"] as Map[]);
      const deploy = actions.find((each) => each["name"] === "Deploy")!;
      const deployRole = `arn:aws:iam::${dev.accountId}:role/slipway/acme-deploy`;
      assert.deepEqual([deploy["region"], deploy["roleArn"]], [dev.region, deployRole]);

      // CodePipeline wants a region on its stores exactly when there are several.
      const stores = pipeline!.inputs["artifactStores"] as Map[];
      assert.deepEqual(
        stores.map((store) => store["region"]),
        regions.length > 1 ? regions : [undefined],
      );
      assert.deepEqual(
        all(pipelineStack, "aws:s3/bucket:Bucket").map(({ inputs }) => [inputs["bucket"], inputs["region"]]),
        regions.map((region) => [`acme-orders-artifacts-111111111111-${region}`, region]),
      );
      for (const type of ["aws:s3/bucketPolicy:BucketPolicy", "aws:kms/key:Key"]) {
        const here = all(pipelineStack, type).find(({ inputs }) => inputs["region"] === dev.region)!;
        const policy = here.inputs["policy"] as string;
        assert.ok(policy.includes(`"${deployRole}"`), type);
        assert.ok(policy.includes(`"arn:aws:iam::${dev.accountId}:role/services/acme-orders-dev-instance"`), type);
      }
    });
  }
});
