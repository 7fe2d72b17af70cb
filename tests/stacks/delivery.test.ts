import assert from "node:assert/strict";
import type { Catalog } from "../../catalog/types";
import { accounts, catalog, catalogOf, environment, service, stage } from "../catalog/pipeline/sample";
import { type BuildOptions, type Built, build } from "../components/harness";
import { vpcOutputs } from "../components/network/vpc";
import { parameterStore } from "../components/parameters";

const options: BuildOptions = {
  components: vpcOutputs,
  ...parameterStore({
    "/slipway/acme/connections/github": "arn:aws:codeconnections:us-east-1:111111111111:connection/c0ffee",
    "/slipway/acme/prod/network/vpc-id": "vpc-1",
    "/slipway/acme/prod/network/private-subnet-ids": "subnet-a,subnet-b,subnet-c",
    "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64": "ami-0123456789abcdef0",
  }),
};

async function stack(name: string, which: Catalog = catalog()): Promise<Built> {
  const { programFor } = await import("../../stacks/program");
  return build(programFor(which, name, "update"), { ...options, stack: name });
}

/** Everything of AWS in a stack is made by its one provider, in the given account. */
function assertWorksIn(built: Built, account: string, role: string): void {
  const providers = built.all("pulumi:providers:aws");
  assert.equal(providers.length, 1);
  assert.match(JSON.stringify(providers[0]!.inputs), new RegExp(`${account}.*${role}|${role}.*${account}`));
  for (const each of built.resources) {
    if (each.custom && each.type.startsWith("aws:")) assert.equal(each.provider, providers[0], each.name);
  }
}

describe("the toolchain stack", () => {
  it("holds the connections, the approvals' topic and the gates, and publishes what pipelines need", async () => {
    const built = await stack("toolchain");
    assertWorksIn(built, accounts.toolchain, "role/slipway/acme-update");
    assert.equal(built.one("aws:codeconnections/connection:Connection").inputs["name"], "acme-github");
    assert.equal(built.one("aws:sns/topic:Topic").inputs["name"], "acme-approvals");
    assert.deepEqual(Object.keys(built.outputs).sort(), ["connections", "gates", "topics"]);
  });
});

describe("an environment's stack", () => {
  it("holds its network and no role", async () => {
    const built = await stack("prod");
    assertWorksIn(built, accounts.prod, "role/slipway/acme-update");
    assert.equal(built.all("aws:iam/role:Role").length, 0);
    assert.equal(built.outputs["vpcId"], "vpc-1");
    assert.equal((built.outputs["privateSubnetIds"] as string[]).length, 3);
  });
});

describe("a service's stack", () => {
  it("holds the service's target in the environment's account", async () => {
    const built = await stack("orders.prod");
    assertWorksIn(built, accounts.prod, "role/slipway/acme-update");
    assert.equal(built.outputs["application"], "acme-orders");
    assert.equal(built.outputs["deploymentGroup"], "acme-orders-prod");
    assert.equal((built.outputs["instances"] as string[]).length, 2);
    assert.deepEqual(built.outputs["alarms"], ["acme-orders-prod-status"]);
    assert.equal(built.outputs["healthUrl"], "http://127.0.0.1:8080/health");
  });

  it("reads the very bucket and key alias that the service's pipeline stack makes", async () => {
    const target = JSON.stringify((await stack("orders.prod")).one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]);
    const pipeline = await stack("orders.pipeline");
    const bucket = String(pipeline.one("aws:s3/bucket:Bucket").inputs["bucket"]);
    const alias = String(pipeline.one("aws:kms/alias:Alias").inputs["name"]);
    assert.ok(target.includes(`arn:aws:s3:::${bucket}/*`));
    assert.ok(target.includes(alias));
  });

  it("is let in by that stack's policies under exactly the role's name", async () => {
    const role = (await stack("orders.prod")).one("aws:iam/role:Role").inputs;
    const arn = `arn:aws:iam::${accounts.prod}:role${role["path"]}${role["name"]}`;
    const pipeline = await stack("orders.pipeline");
    assert.ok(String(pipeline.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]).includes(`"${arn}"`));
    assert.ok(String(pipeline.one("aws:kms/key:Key").inputs["policy"]).includes(`"${arn}"`));
  });
});

describe("a pipeline's stack", () => {
  it("holds stores, build and pipeline, and says where to look", async () => {
    const built = await stack("orders.pipeline");
    assertWorksIn(built, accounts.toolchain, "role/slipway/acme-update");
    assert.deepEqual(built.outputs, {
      pipeline: "acme-orders",
      consoleUrl: "https://console.aws.amazon.com/codesuite/codepipeline/pipelines/acme-orders/view?region=us-east-1",
      artifactBucket: "acme-orders-artifacts-111111111111-us-east-1",
    });
    const project = built.one("aws:codebuild/project:Project").inputs;
    assert.equal(project["encryptionKey"], built.one("aws:kms/key:Key").outputs["arn"]);
  });

  it("makes the pipeline after everything that it uses, because it runs at once", async () => {
    const built = await stack("orders.pipeline");
    const { dependencies } = built.one("aws:codepipeline/pipeline:Pipeline");
    for (const type of [
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:kms/alias:Alias",
      "aws:codebuild/project:Project",
      "aws:s3/bucketVersioning:BucketVersioning",
    ]) {
      assert.ok(dependencies.includes(built.one(type).urn), type);
    }
  });

  it("has one store per region, each with its key", async () => {
    const which = catalog({ environments: [environment("dev"), environment("prod", { region: "eu-west-1" })] });
    const built = await stack("orders.pipeline", which);
    assert.deepEqual(
      built
        .all("aws:s3/bucket:Bucket")
        .map((each) => [each.name, each.inputs["region"]])
        .sort(),
      [
        ["artifacts-bucket", "us-east-1"],
        ["artifacts-eu-west-1-bucket", "eu-west-1"],
      ],
    );
    assert.equal(built.all("aws:kms/key:Key").length, 2);
  });

  it("protects the artifacts of a service that goes to production, and not those of one that does not", async () => {
    const guarded = (await stack("orders.pipeline")).one("aws:s3/bucket:Bucket");
    assert.equal(guarded.protect, true);
    const onlyDev = catalog({ services: [service("orders", { stages: [stage("dev")] })] });
    assert.equal((await stack("orders.pipeline", onlyDev)).one("aws:s3/bucket:Bucket").protect, false);
  });

  it("is one for each account in branch mode, with roles, keys, buckets and projects of its own", async () => {
    const which = catalogOf({
      mode: "branch",
      source: { kind: "codecommit", repository: "orders", create: false },
      build: { images: [{ name: "api" }] },
      stages: [stage("dev", { branch: "main" }), stage("prod", { branch: "release" })],
    });
    // A role's inline policy is named inside its role only.
    const physical = async (name: string) =>
      (await stack(name, which)).resources
        .filter(({ custom, type }) => custom && type.startsWith("aws:") && type !== "aws:iam/rolePolicy:RolePolicy")
        .flatMap(({ inputs }) => ["name", "bucket", "roleArn", "serviceRole"].map((key) => inputs[key]))
        .filter((each) => typeof each === "string");
    const [dev, prod] = [await physical("orders.pipeline-dev"), await physical("orders.pipeline-prod")];
    for (const each of [
      "acme-orders_dev",
      "acme-orders_dev-build",
      "acme-orders_dev-source",
      "alias/acme/artifacts/orders/dev",
    ]) {
      assert.ok(dev.includes(each), `${each} is not in ${dev.join(" ")}`);
    }
    assert.deepEqual(
      dev.filter((each) => prod.includes(each)),
      [],
    );
  });

  it("registers the same whether another service exists or not", async () => {
    const shape = (built: Built) =>
      built.resources
        .map(({ type, name, inputs }) => JSON.stringify({ type, name, inputs }))
        .sort()
        .join("\n");
    const alone = shape(await stack("orders.pipeline"));
    const both = catalog({ services: [service("billing"), service("orders")] });
    assert.equal(shape(await stack("orders.pipeline", both)), alone);
  });
});
