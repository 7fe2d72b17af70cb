import assert from "node:assert/strict";
import { decide } from "../../../catalog/iam";
import type { PipelinePlace } from "../../../catalog/pipeline/place";
import { artifactStores } from "../../../catalog/pipeline/stores";
import { accounts, catalog, catalogOf, placeIn, type ServiceFile } from "../../catalog/pipeline/sample";
import { type Built, build, documentOf } from "../harness";
import { parameterStore } from "../parameters";

const network = parameterStore({
  "/slipway/acme/toolchain/network/vpc-id": "vpc-builds",
  "/slipway/acme/toolchain/network/private-subnet-ids": "subnet-a,subnet-b",
});
const keyArn = `arn:aws:kms:us-east-1:${accounts.toolchain}:key/1`;
const bucket = `acme-orders-artifacts-${accounts.toolchain}-us-east-1`;

/** The place of a service with these words in its file, in a toolchain with a network and a cache of base images. */
function placeOf(file: Partial<ServiceFile> = {}): PipelinePlace {
  const { toolchain } = catalog();
  const baseImages = { docker: { upstream: "public.ecr.aws" } };
  return placeIn(catalogOf(file, undefined, { toolchain: { ...toolchain, baseImages } }));
}

async function make(file: Partial<ServiceFile> = {}): Promise<Built> {
  const { TrackBuilds } = await import("../../../components/toolchain/track-builds");
  const place = placeOf(file);
  const store = artifactStores(place)[0]!;
  return build(() => {
    const boundaryArn = place.catalog.names.boundaryArn("aws", accounts.toolchain);
    const made = new TrackBuilds("build", { place, store, keyArn, bucketName: store.bucket, boundaryArn });
    return { roleArn: made.roleArn };
  }, network);
}

const projects = (built: Built) =>
  Object.fromEntries(
    built.all("aws:codebuild/project:Project").map(({ inputs }) => [inputs["name"] as string, inputs]),
  );
const stages = (steps: { name: string; buildspec: string; cache?: "s3" }[]): ServiceFile["stages"] => [
  { environment: "dev", after: steps },
  { environment: "prod", after: steps },
];

describe("TrackBuilds", () => {
  it("makes a project for the build, one for images, and one for each step however many stages run it", async () => {
    const built = await make({
      build: { images: [{ name: "api" }] },
      stages: stages([{ name: "smoke", buildspec: "smoke.yml" }]),
    });
    assert.deepEqual(Object.keys(projects(built)).sort(), [
      "acme-orders-build",
      "acme-orders_images",
      "acme-orders_smoke",
    ]);
  });

  const roleOf = (built: Built, use: "role" | "test-role") => built.one("aws:iam/role:Role", `build-${use}-role`);

  it("runs builds with one role and steps with another, which CodeBuild enters for them and no other service's", async () => {
    const built = await make({
      build: { images: [{ name: "api" }] },
      stages: stages([{ name: "smoke", buildspec: "smoke.yml" }]),
    });
    const enter = (use: "role" | "test-role", project: string) => {
      const role = roleOf(built, use);
      return decide(
        {
          caller: { kind: "service", service: "codebuild.amazonaws.com" },
          action: "sts:AssumeRole",
          resource: String(role.outputs["arn"]),
          resourceAccount: accounts.toolchain,
          context: {
            "aws:SourceAccount": accounts.toolchain,
            "aws:SourceArn": `arn:aws:codebuild:us-east-1:${accounts.toolchain}:project/${project}`,
          },
        },
        { resource: { name: "trust", document: documentOf(role.inputs["assumeRolePolicy"]) } },
      ).verdict;
    };
    const boundary = `arn:aws:iam::${accounts.toolchain}:policy/slipway/acme-boundary`;
    for (const [use, name, own] of [
      ["role", "acme-orders-build", ["acme-orders-build", "acme-orders_images"]],
      ["test-role", "acme-orders-test", ["acme-orders_smoke"]],
    ] as const) {
      const { inputs, outputs } = roleOf(built, use);
      assert.deepEqual([inputs["name"], inputs["permissionsBoundary"]], [name, boundary]);
      for (const project of own) {
        assert.equal(projects(built)[project]!["serviceRole"], outputs["arn"]);
        assert.equal(enter(use, project), "allowed", project);
      }
      for (const other of [
        "acme-payments-build",
        "acme-orders-api-build",
        "acme-orders-api_smoke",
        "acme-orders-smoke",
      ])
        assert.equal(enter(use, other), "missing", other);
    }
    assert.equal(enter("role", "acme-orders_smoke"), "missing");
    assert.deepEqual((await make()).all("aws:iam/role:Role").length, 1);
  });

  it("lets no step write an artifact or an image: what was approved stays what is deployed", async () => {
    const built = await make({
      build: { images: [{ name: "api" }], env: { TOKEN: { secret: "acme/orders/token" } } },
      stages: stages([{ name: "smoke", buildspec: "smoke.yml", cache: "s3" }]),
    });
    const may = (use: "role" | "test-role", action: string, resource: string) => {
      const { outputs } = roleOf(built, use);
      const rights = built.one("aws:iam/rolePolicy:RolePolicy", `build-${use}-build`).inputs["policy"];
      const { verdict } = decide(
        {
          caller: { kind: "principal", arn: String(outputs["arn"]), accountId: accounts.toolchain },
          action,
          resource,
          resourceAccount: accounts.toolchain,
        },
        { identity: [{ name: "rights", document: documentOf(rights) }] },
      );
      return verdict === "allowed";
    };
    const artifact = `arn:aws:s3:::${bucket}/acme-orders/BuildOutpu/a1B2c3D`;
    const image = `arn:aws:ecr:us-east-1:${accounts.toolchain}:repository/acme/orders/api`;
    const secret = `arn:aws:secretsmanager:us-east-1:${accounts.toolchain}:secret:acme/orders/token-AbCdEf`;
    for (const [action, resource, build, test] of [
      ["s3:PutObject", artifact, true, false],
      ["s3:GetObject", artifact, true, true],
      ["s3:PutObject", `arn:aws:s3:::${bucket}/cache/smoke/1`, true, true],
      ["s3:PutObject", `arn:aws:s3:::${bucket}/cache/build/1`, true, false],
      ["ecr:PutImage", image, true, false],
      ["ecr:BatchGetImage", image, true, true],
      ["secretsmanager:GetSecretValue", secret, true, false],
    ] as const) {
      assert.deepEqual([may("role", action, resource), may("test-role", action, resource)], [build, test], resource);
    }
  });

  it("gives Docker's privileges to the image build only", async () => {
    const built = await make({ build: { images: [{ name: "api" }] } });
    const privileged = Object.entries(projects(built))
      .filter(([, { environment }]) => (environment as { privilegedMode: boolean }).privilegedMode)
      .map(([name]) => name);
    assert.deepEqual(privileged, ["acme-orders_images"]);
  });

  it("lets builds push the service's own images and pull through the toolchain's caches, only where there are images", async () => {
    const rights = async (file: Partial<ServiceFile>) =>
      documentOf((await make(file)).one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]).Statement;
    assert.ok(!JSON.stringify(await rights({})).includes("ecr:"));
    const statements = await rights({ build: { images: [{ name: "api" }] } });
    const resources = (action: string) =>
      statements.filter(({ Action }) => [Action].flat().includes(action)).flatMap(({ Resource }) => Resource);
    const repository = (name: string) => `arn:aws:ecr:us-east-1:${accounts.toolchain}:repository/${name}`;
    assert.deepEqual(resources("ecr:PutImage"), [repository("acme/orders/api")]);
    assert.deepEqual(resources("ecr:BatchImportUpstreamImage"), [repository("acme-base/docker/*")]);
  });

  it("hands each project its own variables, and the role what they read", async () => {
    const env = { LEVEL: "info", URL: { parameter: "/acme/orders/url" }, TOKEN: { secret: "acme/orders/token" } };
    const built = await make({ build: { env } });
    const { environmentVariables } = projects(built)["acme-orders-build"]!["environment"] as {
      environmentVariables: { name: string; type?: string; value: string }[];
    };
    assert.deepEqual(environmentVariables.map(({ name, value }) => [name, value]).sort(), [
      ["LEVEL", "info"],
      ["TOKEN", "acme/orders/token"],
      ["URL", "/acme/orders/url"],
    ]);
    const text = String(built.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]);
    assert.ok(text.includes("parameter/acme/orders/url"));
    assert.ok(text.includes("secret:acme/orders/token-??????"));
  });

  it("keeps caches and copies of logs in the service's own bucket, each project apart", async () => {
    const built = await make({
      build: { cache: "s3", logs: { days: 30, s3: true } },
      stages: [
        { environment: "dev", after: [{ name: "smoke", buildspec: "smoke.yml", cache: "s3" }] },
        { environment: "prod" },
      ],
    });
    const locations = Object.fromEntries(
      Object.entries(projects(built)).map(([name, { cache }]) => [name, (cache as { location: string }).location]),
    );
    assert.deepEqual(locations, {
      "acme-orders-build": `${bucket}/cache/build`,
      "acme-orders_smoke": `${bucket}/cache/smoke`,
    });
    const { s3Logs } = projects(built)["acme-orders-build"]!["logsConfig"] as { s3Logs: { location: string } };
    assert.equal(s3Logs.location, `${bucket}/logs/build`);
  });

  it("starts batches with a role of their own", async () => {
    const built = await make({ build: { batch: { maximumBuilds: 4, timeoutMinutes: 60 } } });
    const { serviceRole } = projects(built)["acme-orders-build"]!["buildBatchConfig"] as { serviceRole: string };
    assert.equal(serviceRole, `arn:aws:iam::${accounts.toolchain}:role/services/acme-orders-batch`);
  });

  it("runs networked builds in the toolchain's private subnets, with a group that lets nothing in", async () => {
    const built = await make({ build: { vpc: true } });
    const group = built.one("aws:ec2/securityGroup:SecurityGroup");
    assert.equal(group.inputs["vpcId"], "vpc-builds");
    assert.deepEqual(projects(built)["acme-orders-build"]!["vpcConfig"], {
      vpcId: "vpc-builds",
      subnets: ["subnet-a", "subnet-b"],
      securityGroupIds: [
        built.one("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").inputs["securityGroupId"],
      ],
    });
    assert.deepEqual(built.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"), []);
    assert.equal(group.inputs["ingress"], undefined);
    const rights = String(built.one("aws:iam/rolePolicy:RolePolicy", "build-role-build").inputs["policy"]);
    assert.match(rights, /"aws:ResourceTag\/slipway:stack":"orders.pipeline"/);
    assert.deepEqual((await make()).all("aws:ec2/securityGroup:SecurityGroup"), []);
  });
});
