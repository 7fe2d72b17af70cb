import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { packageRoot } from "../../catalog/package-root";
import { type Emulator, startEmulator, stopEmulator } from "../../local/emulator";
import { s3Client } from "../../local/provider/backing/s3-client";
import { installStandIns } from "../../local/provider/install";
import { findPulumi } from "../../runner/cli";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const toolchain = "111111111111";
const target = "222222222222";

/** What a program of the laptop's own tests looks like; `RETENTION` and `LOGS` change it from run to run. */
const program = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
const role = process.env.ROLE ?? "OrganizationAccountAccessRole";
const provider = new aws.Provider("target", {
  region: "eu-west-1",
  assumeRoles: [{ roleArn: \`arn:aws:iam::${target}:role/\${role}\`, sessionName: "test" }],
  allowedAccountIds: ["${target}"],
  defaultTags: { tags: { team: "platform" } },
});
const options = { provider };
const bucket = new aws.s3.Bucket("bucket", { bucket: "laptop-test-artifacts" }, options);
new aws.s3.BucketPublicAccessBlock("block", { bucket: bucket.bucket, blockPublicAcls: true }, options);
const key = new aws.kms.Key("key", { enableKeyRotation: true }, options);
new aws.kms.Alias("alias", { name: "alias/laptop-test", targetKeyId: key.keyId }, options);
const statement = { Effect: "Allow" as const, Principal: { AWS: "arn:aws:iam::${toolchain}:root" }, Action: "sts:AssumeRole" };
const worker = new aws.iam.Role("role", { assumeRolePolicy: { Version: "2012-10-17", Statement: [statement] } }, options);
new aws.iam.RolePolicyAttachment("read", { role: worker.name, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }, options);
const logs = new aws.cloudwatch.LogGroup("logs", {
  name: process.env.LOGS ?? "/laptop/test",
  retentionInDays: Number(process.env.RETENTION ?? 30),
}, options);
new aws.ssm.Parameter("secret", { name: "/laptop/secret", type: "SecureString", value: pulumi.secret("hidden words") }, options);
export const logsArn = logs.arn;
export const account = aws.getCallerIdentityOutput({}, options).accountId;
`;

describe("the real engine with the stand-in provider", function () {
  this.timeout(600_000);
  let folder: string;
  let emulator: Emulator;
  let command: string;
  let environment: NodeJS.ProcessEnv;

  before(async () => {
    ({ command } = await findPulumi({ onProgress: () => {} }));
    folder = mkdtempSync(join(tmpdir(), "slipway-engine-"));
    emulator = await startEmulator({ dataDirectory: join(folder, "laptop"), accountId: toolchain, detached: false });
    installStandIns(join(folder, "home"), { node: process.execPath, root: packageRoot() });
    environment = engineEnvironment();
    await makeStateStore();
    writeProject();
    await pulumi(["stack", "init", "dev", "--secrets-provider", "awskms://alias/state?region=us-east-1"]);
  });

  after(async () => {
    if (!folder) return;
    await stopEmulator(join(folder, "laptop"));
    rmSync(folder, { recursive: true, force: true });
  });

  function engineEnvironment(): NodeJS.ProcessEnv {
    return {
      PATH: [dirname(command), dirname(process.execPath), process.env["PATH"]].join(":"),
      HOME: folder,
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: "laptop",
      AWS_SECRET_ACCESS_KEY: "laptop",
      AWS_REGION: "us-east-1",
      AWS_REQUEST_CHECKSUM_CALCULATION: "when_required",
      AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: "s3://laptop-test-state/dev?region=us-east-1&s3ForcePathStyle=true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      SLIPWAY_LAPTOP: emulator.token,
      SLIPWAY_LAPTOP_ENDPOINT: emulator.endpoint,
      SLIPWAY_LAPTOP_DATA: join(folder, "laptop"),
    };
  }

  const client = () => ({
    endpoint: emulator.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "laptop", secretAccessKey: "laptop" },
  });

  async function makeStateStore(): Promise<void> {
    await s3Client(client()).send(new CreateBucketCommand({ Bucket: "laptop-test-state" }));
    const kms = new KMSClient(client());
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName: "alias/state", TargetKeyId: KeyMetadata!.KeyId }));
  }

  function writeProject(): void {
    const project = join(folder, "project");
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "laptop-test", main: "index.ts" }));
    const compilerOptions = { target: "ES2022", module: "commonjs", moduleResolution: "node10", skipLibCheck: true };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    writeFileSync(
      join(project, "Pulumi.yaml"),
      'name: laptop-test\nruntime: nodejs\nconfig:\n  pulumi:disable-default-providers: { value: ["*"] }\n',
    );
    writeFileSync(join(project, "index.ts"), program);
    symlinkSync(join(packageRoot(), "node_modules"), join(project, "node_modules"));
  }

  function run(args: string[], changes: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
    const options = { cwd: join(folder, "project"), env: { ...environment, ...changes }, maxBuffer: 32 * 1024 * 1024 };
    const all = [...args, "--non-interactive", "--color", "never"];
    return new Promise((resolve) => {
      execFile(command, all, options, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
      );
    });
  }

  /** Runs the CLI; everything it prints must be free of warnings. */
  async function pulumi(args: string[], changes: NodeJS.ProcessEnv = {}): Promise<string> {
    const { code, output } = await run(args, changes);
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /warning|deprecat|checksum|\(node:/i);
    return output;
  }

  it("previews with unknowns and makes nothing", async () => {
    const output = await pulumi(["preview"]);
    assert.match(output, /logsArn: \[unknown\]/);
    assert.match(output, new RegExp(`account: "${target}"`));
    assert.match(output, /\+ 10 to create/);
    const buckets = await s3Client(client()).send(new ListObjectsV2Command({ Bucket: "laptop-test-state" }));
    assert.ok(buckets.Contents?.every(({ Key }) => !Key?.includes("history")));
  });

  it("makes the resources in the account that the role leads to, with state in S3 and secrets under KMS", async () => {
    const output = await pulumi(["up", "--yes", "--skip-preview"]);
    assert.match(output, new RegExp(`logsArn: "arn:aws:logs:eu-west-1:${target}:log-group:/laptop/test"`));
    const Key = "dev/.pulumi/stacks/laptop-test/dev.json";
    const stored = await s3Client(client()).send(new GetObjectCommand({ Bucket: "laptop-test-state", Key }));
    const state = await stored.Body!.transformToString();
    assert.match(state, /"type": ?"cloud"/);
    assert.match(state, /"slipwayLaptop": ?"true"/);
    assert.doesNotMatch(state, /hidden words/);
  });

  it("finds nothing to do the second time, and nothing changed in the cloud", async () => {
    await pulumi(["up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes"]);
  });

  it("updates in place what AWS updates, and replaces what AWS replaces", async () => {
    const updated = await pulumi(["up", "--yes", "--skip-preview"], { RETENTION: "60" });
    assert.match(updated, /~ 1 updated/);
    assert.doesNotMatch(updated, /replaced/);
    const preview = await pulumi(["preview"], { RETENTION: "60", LOGS: "/laptop/other" });
    assert.match(preview, /\+-1 to replace/);
  });

  it("refuses a role that does not exist, by its name", async () => {
    const { code, output } = await run(["preview"], { ROLE: "slipway/acme-update" });
    assert.notEqual(code, 0);
    assert.match(output, new RegExp(`Cannot assume IAM role arn:aws:iam::${target}:role/slipway/acme-update`));
    assert.match(output, new RegExp(`account ${target} has no role acme-update`));
  });

  it("destroys everything, and only the state is left", async () => {
    assert.match(await pulumi(["destroy", "--yes", "--skip-preview"]), /- 10 deleted/);
  });
});
