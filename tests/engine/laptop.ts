/** The real Pulumi CLI, installed stand-ins and an emulator, around one small program. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Context } from "mocha";
import { packageRoot } from "../../catalog/package-root";
import { startEmulator, stopEmulator } from "../../local/emulator";
import { s3Client } from "../../local/provider/backing/s3-client";
import { installStandIns } from "../../local/provider/install";
import { quickStart } from "../../runner/engine/quick-start";
import { needsPulumi } from "./needs-pulumi";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

export const toolchain = "111111111111";
export const target = "222222222222";
export const stateBucket = "laptop-test-state";

export interface EngineLaptop {
  s3: S3Client;
  /** Runs the CLI; it must succeed, and everything it prints be free of warnings. */
  pulumi(args: string[], changes?: NodeJS.ProcessEnv): Promise<string>;
  run(args: string[], changes?: NodeJS.ProcessEnv): Promise<{ code: number; output: string }>;
  close(): Promise<void>;
}

/** For a `before` hook: a stack `dev` of the program, with state in S3 and secrets under KMS, all in the emulator. */
export async function openEngineLaptop(context: Context, program: string): Promise<EngineLaptop> {
  const { command } = await needsPulumi(context);
  const folder = mkdtempSync(join(tmpdir(), "slipway-engine-"));
  const data = join(folder, "laptop");
  const emulator = await startEmulator({ dataDirectory: data, accountId: toolchain, detached: false });
  installStandIns(join(folder, "home"), { node: process.execPath, root: packageRoot() });
  const project = writeProject(folder, program);
  const environment: NodeJS.ProcessEnv = {
    PATH: [dirname(command), dirname(process.execPath), process.env["PATH"]].join(":"),
    HOME: folder,
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_ACCESS_KEY_ID: "laptop",
    AWS_SECRET_ACCESS_KEY: "laptop",
    AWS_REGION: "us-east-1",
    AWS_REQUEST_CHECKSUM_CALCULATION: "when_required",
    AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `s3://${stateBucket}/dev?region=us-east-1&s3ForcePathStyle=true`,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    NODE_OPTIONS: quickStart(undefined),
    SLIPWAY_LAPTOP: emulator.token,
    SLIPWAY_LAPTOP_ENDPOINT: emulator.endpoint,
    SLIPWAY_LAPTOP_DATA: data,
  };
  const client = {
    endpoint: emulator.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "laptop", secretAccessKey: "laptop" },
  };
  await s3Client(client).send(new CreateBucketCommand({ Bucket: stateBucket }));
  const kms = new KMSClient(client);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName: "alias/state", TargetKeyId: KeyMetadata!.KeyId }));

  const laptop: EngineLaptop = {
    s3: s3Client(client),
    run(args, changes = {}) {
      const options = { cwd: project, env: { ...environment, ...changes }, maxBuffer: 32 * 1024 * 1024 };
      const all = [...args, "--non-interactive", "--color", "never"];
      return new Promise((resolve) => {
        execFile(command, all, options, (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
        );
      });
    },
    async pulumi(args, changes) {
      const { code, output } = await laptop.run(args, changes);
      assert.equal(code, 0, output);
      assert.doesNotMatch(output, /warning|deprecat|checksum|\(node:/i);
      return output;
    },
    async close() {
      await stopEmulator(data);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await laptop.pulumi(["stack", "init", "dev", "--secrets-provider", "awskms://alias/state?region=us-east-1"]);
  return laptop;
}

function writeProject(folder: string, program: string): string {
  const project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "laptop-test", main: "index.ts" }));
  const compilerOptions = { target: "ES2022", module: "commonjs", moduleResolution: "node10", skipLibCheck: true };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  const disabled = 'config:\n  pulumi:disable-default-providers: { value: ["*"] }\n';
  writeFileSync(join(project, "Pulumi.yaml"), `name: laptop-test\nruntime: nodejs\n${disabled}`);
  writeFileSync(join(project, "index.ts"), program);
  symlinkSync(join(packageRoot(), "node_modules"), join(project, "node_modules"));
  return project;
}
