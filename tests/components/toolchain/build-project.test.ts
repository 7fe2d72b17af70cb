import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import type { BuildProjectArgs } from "../../../components/toolchain/build-project-args";
import { build, buildError } from "../harness";

const args = (changes: Partial<BuildProjectArgs> = {}): BuildProjectArgs => ({
  projectName: "acme-orders-build",
  logGroupName: "/slipway/acme/orders/build",
  roleArn: "arn:aws:iam::111111111111:role/services/acme-orders-build",
  buildspec: "buildspec.yml",
  image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
  compute: "BUILD_GENERAL1_SMALL",
  timeoutMinutes: 30,
  encryptionKeyArn: "arn:aws:kms:us-east-1:111111111111:key/1",
  region: "us-east-1",
  ...changes,
});

async function make(changes: Partial<BuildProjectArgs> = {}) {
  const { BuildProject } = await import("../../../components/toolchain/build-project");
  return build(() => {
    const { projectName, reportGroupArns, badgeUrl } = new BuildProject("build", args(changes));
    return { projectName, reportGroupArns, badgeUrl };
  });
}

async function projectOf(changes: Partial<BuildProjectArgs> = {}) {
  return (await make(changes)).one("aws:codebuild/project:Project").inputs;
}

async function errorsOf(changes: Partial<BuildProjectArgs>): Promise<{ propertyPath: string; reason: string }[]> {
  const { BuildProject } = await import("../../../components/toolchain/build-project");
  const error = (await buildError(() => {
    new BuildProject("build", args(changes));
    return {};
  })) as pulumi.InputPropertiesError;
  return error.errors;
}

async function refused(changes: Partial<BuildProjectArgs>): Promise<string[]> {
  return (await errorsOf(changes)).map((each) => each.propertyPath).sort();
}

const folder = { bucketName: "acme-orders-artifacts-111111111111-us-east-1", prefix: "kept/build" };
const vpc = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"], securityGroupIds: ["sg-builds"] };

describe("BuildProject", () => {
  it("builds for its pipeline with the build role and the artifacts' key, without privileges or variables", async () => {
    const project = await projectOf();
    assert.equal(project["name"], "acme-orders-build");
    assert.equal(project["serviceRole"], "arn:aws:iam::111111111111:role/services/acme-orders-build");
    assert.equal(project["encryptionKey"], "arn:aws:kms:us-east-1:111111111111:key/1");
    assert.equal(project["buildTimeout"], 30);
    assert.equal(project["queuedTimeout"], 480);
    assert.deepEqual(project["source"], { type: "CODEPIPELINE", buildspec: "buildspec.yml" });
    assert.deepEqual(project["artifacts"], { type: "CODEPIPELINE" });
    assert.deepEqual(project["environment"], {
      type: "LINUX_CONTAINER",
      image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
      computeType: "BUILD_GENERAL1_SMALL",
      privilegedMode: false,
    });
    for (const absent of ["badgeEnabled", "cache", "concurrentBuildLimit", "vpcConfig", "buildBatchConfig"]) {
      assert.equal(project[absent], undefined, absent);
    }
  });

  it("takes the text of a buildspec as it is", async () => {
    const buildspec = 'version: "0.2"\nphases:\n  build:\n    commands: [make]\n';
    assert.deepEqual((await projectOf({ buildspec }))["source"], { type: "CODEPIPELINE", buildspec });
  });

  it("takes an ARM machine for an ARM image", async () => {
    const project = await projectOf({ image: "aws/codebuild/amazonlinux-aarch64-standard:3.0" });
    assert.equal((project["environment"] as { type: string }).type, "ARM_CONTAINER");
  });

  it("fetches an image of ECR with the build's own role", async () => {
    const image = "111111111111.dkr.ecr.us-east-1.amazonaws.com/acme-base/node:22";
    const { environment } = (await projectOf({ image })) as { environment: { imagePullCredentialsType: string } };
    assert.equal(environment.imagePullCredentialsType, "SERVICE_ROLE");
    assert.deepEqual(await refused({ image: image.replace(":22", ":latest") }), ["image"]);
    assert.deepEqual(await refused({ image: image.replace(":22", "") }), ["image"]);
  });

  it("writes its logs to a group of its own that forgets after 90 days, and to S3 on request", async () => {
    const built = await make();
    const group = built.one("aws:cloudwatch/logGroup:LogGroup").inputs;
    assert.equal(group["name"], "/slipway/acme/orders/build");
    assert.equal(group["retentionInDays"], 90);
    const cloudwatchLogs = { groupName: "/slipway/acme/orders/build", status: "ENABLED" };
    assert.deepEqual(built.one("aws:codebuild/project:Project").inputs["logsConfig"], { cloudwatchLogs });
    const both = await projectOf({ s3Logs: folder, logRetentionDays: 30 });
    assert.deepEqual(both["logsConfig"], {
      cloudwatchLogs,
      s3Logs: { status: "ENABLED", location: `${folder.bucketName}/kept/build` },
    });
  });

  it("keeps on the machine what the build can use: Docker's layers when it runs Docker, Git's data when it has any", async () => {
    const source = { type: "GITHUB", location: "https://github.com/acme/orders" } as const;
    assert.deepEqual((await projectOf({ cache: "local" }))["cache"], { type: "LOCAL", modes: ["LOCAL_CUSTOM_CACHE"] });
    assert.deepEqual((await projectOf({ cache: "local", privileged: true, source }))["cache"], {
      type: "LOCAL",
      modes: ["LOCAL_CUSTOM_CACHE", "LOCAL_DOCKER_LAYER_CACHE", "LOCAL_SOURCE_CACHE"],
    });
    assert.deepEqual((await projectOf({ cache: { s3: folder } }))["cache"], {
      type: "S3",
      location: `${folder.bucketName}/kept/build`,
    });
  });

  it("hands variables over as text, parameters and secrets, in the order of their names", async () => {
    const { environment } = (await projectOf({
      privileged: true,
      env: {
        URL: { parameter: "/acme/orders/url" },
        MODE: { value: "fast" },
        PASSWORD: { secret: "acme/orders/database", jsonKey: "password" },
        OLD: { secret: "acme/orders/database", versionStage: "AWSPREVIOUS" },
        WHOLE_SECRET: { secret: "acme/orders/database" },
      },
    })) as { environment: { privilegedMode: boolean; environmentVariables: unknown } };
    assert.equal(environment.privilegedMode, true);
    assert.deepEqual(environment.environmentVariables, [
      { name: "MODE", type: "PLAINTEXT", value: "fast" },
      { name: "OLD", type: "SECRETS_MANAGER", value: "acme/orders/database::AWSPREVIOUS" },
      { name: "PASSWORD", type: "SECRETS_MANAGER", value: "acme/orders/database:password" },
      { name: "URL", type: "PARAMETER_STORE", value: "/acme/orders/url" },
      { name: "WHOLE_SECRET", type: "SECRETS_MANAGER", value: "acme/orders/database" },
    ]);
  });

  it("refuses text under a secret's name without showing it, and the names that CodeBuild and AWS reserve", async () => {
    const text = (...names: string[]) => Object.fromEntries(names.map((name) => [name, { value: "hunter2" }]));
    const secrets = ["GITHUB_TOKEN", "DB_PASSWORD", "clientSecret", "NPM_CREDENTIALS", "GIT_PAT"];
    const errors = await errorsOf({ env: text(...secrets, "TOKENIZER_PATH", "SECRETARY") });
    assert.deepEqual(
      errors.map((each) => each.propertyPath),
      secrets.map((name) => `env.${name}`),
    );
    assert.ok(!JSON.stringify(errors).includes("hunter2"));
    const reserved = await refused({ env: text("CODEBUILD_SRC", "AWS_REGION", "9LIVES", "MODE") });
    assert.deepEqual(reserved, ["env.9LIVES", "env.AWS_REGION", "env.CODEBUILD_SRC"]);
  });

  it("refuses parameters and secrets that would be read from elsewhere than they say", async () => {
    const env = {
      A: { parameter: "orders/url" },
      B: { secret: "arn:aws:secretsmanager:us-east-1:111111111111:secret:x" },
      C: { secret: "acme/x", jsonKey: "a:b" },
      D: { secret: "acme/x", versionStage: "" },
    };
    assert.deepEqual(await refused({ env }), [
      "env.A.parameter",
      "env.B.secret",
      "env.C.jsonKey",
      "env.D.versionStage",
    ]);
  });

  it("runs in a network where one is given, which excludes a cache on the machine", async () => {
    assert.deepEqual((await projectOf({ vpc }))["vpcConfig"], {
      vpcId: "vpc-1",
      subnets: ["subnet-a", "subnet-b"],
      securityGroupIds: ["sg-builds"],
    });
    assert.deepEqual(await refused({ vpc, cache: "local" }), ["cache"]);
    const none = { ...vpc, subnetIds: [], securityGroupIds: ["1", "2", "3", "4", "5", "6"] };
    assert.deepEqual(await refused({ vpc: none }), ["vpc.securityGroupIds", "vpc.subnetIds"]);
  });

  it("makes the group that a buildspec's report looks for, and exports nothing", async () => {
    const built = await make({
      reports: [
        { name: "unit", type: "TEST", format: "JUNITXML" },
        { name: "lines", type: "CODE_COVERAGE", format: "JACOCOXML" },
      ],
    });
    const groups = built.all("aws:codebuild/reportGroup:ReportGroup").map(({ inputs }) => inputs);
    assert.deepEqual(
      groups.map((group) => [group["name"], group["type"], group["exportConfig"]]),
      [
        ["acme-orders-build-unit", "TEST", { type: "NO_EXPORT" }],
        ["acme-orders-build-lines", "CODE_COVERAGE", { type: "NO_EXPORT" }],
      ],
    );
    assert.deepEqual(Object.keys(built.outputs["reportGroupArns"] as object), ["unit", "lines"]);
  });

  it("bounds a batch by builds, time and compute, and hands one artifact on", async () => {
    const roleArn = "arn:aws:iam::111111111111:role/services/acme-orders-batch";
    const project = await projectOf({
      batch: { roleArn, maximumBuilds: 10, timeoutMinutes: 60 },
      concurrentBuildLimit: 4,
      queuedTimeoutMinutes: 30,
    });
    assert.deepEqual(project["buildBatchConfig"], {
      serviceRole: roleArn,
      combineArtifacts: true,
      timeoutInMins: 60,
      restrictions: { maximumBuildsAllowed: 10, computeTypesAlloweds: ["BUILD_GENERAL1_SMALL"] },
    });
    assert.equal(project["concurrentBuildLimit"], 4);
    assert.equal(project["queuedTimeout"], 30);
  });

  it("shows a badge for a repository's builds, and refuses one for a pipeline's", async () => {
    const source = { type: "GITHUB", location: "https://github.com/acme/orders" } as const;
    const project = await projectOf({ source, badge: true });
    assert.equal(project["badgeEnabled"], true);
    assert.deepEqual(project["source"], { ...source, buildspec: "buildspec.yml" });
    assert.deepEqual(project["artifacts"], { type: "NO_ARTIFACTS" });
    const [badge] = await errorsOf({ badge: true });
    assert.equal(badge?.propertyPath, "badge");
    assert.match(badge!.reason, /pipeline/);
    const leaking = await errorsOf({ source: { ...source, location: "https://user:hunter2@github.com/acme/orders" } });
    assert.ok(!JSON.stringify(leaking).includes("hunter2"));
  });

  it("pins the names of its children", async () => {
    const built = await make({ reports: [{ name: "unit", type: "TEST", format: "JUNITXML" }] });
    assert.deepEqual(built.resources.map((each) => `${each.parent ?? ""}/${each.name}`).sort(), [
      "/build",
      "build/build-logs",
      "build/build-project",
      "build/build-report-unit",
    ]);
  });

  it("reports every unusable argument at once", async () => {
    const report = { name: "unit", type: "TEST", format: "JACOCOXML" } as const;
    const paths = await refused({
      projectName: "no spaces",
      buildspec: "../other.yml",
      image: "",
      compute: "BUILD_LAMBDA_1GB",
      timeoutMinutes: 4,
      queuedTimeoutMinutes: 481,
      concurrentBuildLimit: 0,
      logRetentionDays: 8,
      s3Logs: { ...folder, prefix: "/logs" },
      cache: { s3: { ...folder, prefix: "" } },
      reports: [report, report],
      batch: { roleArn: "role", maximumBuilds: 0, timeoutMinutes: 1, computeTypes: ["small"] },
      badge: true,
    });
    assert.deepEqual(paths, [
      "badge",
      "batch.computeTypes",
      "batch.maximumBuilds",
      "batch.timeoutMinutes",
      "buildspec",
      "cache.s3.prefix",
      "compute",
      "concurrentBuildLimit",
      "image",
      "logRetentionDays",
      "projectName",
      "queuedTimeoutMinutes",
      "reports[0].format",
      "reports[1].format",
      "reports[1].name",
      "s3Logs.prefix",
      "timeoutMinutes",
    ]);
  });
});
