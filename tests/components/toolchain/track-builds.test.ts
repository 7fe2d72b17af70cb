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
const stages = (steps: { name: string; buildspec: string }[]): ServiceFile["stages"] => [
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

  it("runs all of them with one role, which CodeBuild enters for them and for no other service's", async () => {
    const built = await make({ stages: stages([{ name: "smoke", buildspec: "smoke.yml" }]) });
    const role = built.one("aws:iam/role:Role");
    assert.equal(role.inputs["name"], "acme-orders-build");
    assert.equal(role.inputs["permissionsBoundary"], `arn:aws:iam::${accounts.toolchain}:policy/slipway/acme-boundary`);
    for (const project of Object.values(projects(built))) assert.equal(project["serviceRole"], role.outputs["arn"]);
    const trust = { name: "trust", document: documentOf(role.inputs["assumeRolePolicy"]) };
    const enter = (project: string) =>
      decide(
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
        { resource: trust },
      ).verdict;
    for (const project of Object.keys(projects(built))) assert.equal(enter(project), "allowed", project);
    for (const other of [
      "acme-payments-build",
      "acme-orders-api-build",
      "acme-orders-api_smoke",
      "acme-orders-smoke",
    ]) {
      assert.equal(enter(other), "missing", other);
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
    const rights = String(built.one("aws:iam/rolePolicy:RolePolicy", "build-role-network").inputs["policy"]);
    assert.ok(rights.includes("subnet/subnet-a"));
    assert.deepEqual((await make()).all("aws:ec2/securityGroup:SecurityGroup"), []);
  });
});
