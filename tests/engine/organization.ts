/** A small organisation on a laptop cloud of its own, and the real `slipway` command as a child process in it. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import type { Context } from "mocha";
import { loadCatalog } from "../../catalog/load";
import { packageRoot } from "../../catalog/package-root";
import { stackNamed } from "../../catalog/stacks";
import { stateOf } from "../../catalog/stored";
import type { Catalog } from "../../catalog/types";
import { type Emulator, startEmulator } from "../../local/emulator";
import { openDoor } from "../../local/provider/accounts";
import type { ResourceRecord } from "../../local/provider/records";
import { laptopFolder } from "../../runner/cloud/laptop";
import { statePlace } from "../../runner/engine/guarded";
import { type Deployment, deploymentOf } from "../../runner/engine/inspect";
import { dynamoTable, type LockItem, parseItem, readCheckpoint } from "../../runner/lock";
import { needsPulumi } from "./needs-pulumi";
import { enginesIn, parentOf } from "./processes";
import { until } from "./until";

export interface Ended {
  /** Exit code, or 128 when a signal ended it. */
  code: number;
  stdout: string;
  stderr: string;
  /** All that it printed, for assertions and messages. */
  output: string;
}

/** A `slipway` command that runs. */
export interface Run {
  pid: number;
  kill(signal: NodeJS.Signals): void;
  /** What it has printed up to now. */
  output(): string;
  ended: Promise<Ended>;
}

/** A Create at which time stands still; see `local/provider/hold.ts`. */
export interface Hold {
  /** For the environment of the command. */
  environment: NodeJS.ProcessEnv;
  /** Waits until the Create is reached; resolves to the engine's process id. Fails when the command ends before. */
  reached(run: Run): Promise<number>;
  release(): void;
}

export interface Organization {
  directory: string;
  catalog: Catalog;
  emulator: Emulator;
  /** Runs `slipway -C <directory> <args>` to its end. */
  slipway(args: string[], environment?: NodeJS.ProcessEnv): Promise<Ended>;
  /** The same; it must end with code 0. Returns what it printed. */
  done(args: string[], environment?: NodeJS.ProcessEnv): Promise<string>;
  start(args: string[], environment?: NodeJS.ProcessEnv): Run;
  /** Stops time in the Create of one resource, before or after the cloud has made it. */
  hold(type: string, name: string, moment: "before" | "after"): Hold;
  /** Everything that exists on the laptop cloud. */
  records(): ResourceRecord[];
  /** A stack's state as it is in its store; empty when there is none. */
  state(stack: string): Promise<Deployment>;
  /** A stack's lock item. */
  lock(stack: string): Promise<LockItem>;
  /** Ends whatever runs, the laptop cloud too, and removes the directory. */
  close(): Promise<void>;
}

export interface OrganizationOptions {
  /** Folder to copy the files from. Default: the example organisation at the top of the package. */
  from?: string;
  /** Environments to leave out, with accounts of that name and the services' stages there. Default: none. */
  without?: string[];
  /** Keep the services. Default: no. */
  services?: boolean;
}

/** For a `before` hook: skips when there is no Pulumi CLI. The emulator runs; no stack is up. */
export async function openOrganization(context: Context, options: OrganizationOptions = {}): Promise<Organization> {
  const cli = await needsPulumi(context);
  const directory = mkdtempSync(join(tmpdir(), "slipway-organization-"));
  copyFiles(directory, options);
  const catalog = loadCatalog(directory);
  const emulator = await startEmulator({
    dataDirectory: laptopFolder(directory),
    accountId: catalog.organization.accounts.toolchain!,
    detached: false,
  });
  const environment: NodeJS.ProcessEnv = {
    PATH: [dirname(cli.command), dirname(process.execPath), process.env["PATH"]].join(":"),
    HOME: directory,
    // The emulator's Python environment is the user's: making one anew takes half a minute.
    XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
    SLIPWAY_CLOUD: "laptop",
    SLIPWAY_WHO: "tester",
  };
  const runs = new Set<ChildProcess>();
  const door = openDoor(emulator.endpoint);

  const start: Organization["start"] = (args, changes = {}) => {
    const program = join(packageRoot(), "bin", "slipway.js");
    const child = spawn(process.execPath, [program, "-C", directory, ...args], {
      cwd: directory,
      env: { ...environment, ...changes },
      stdio: ["ignore", "pipe", "pipe"],
    });
    runs.add(child);
    const said = { stdout: "", stderr: "", output: "" };
    const listen = (name: "stdout" | "stderr") =>
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
        said.output += text;
      });
    listen("stdout");
    listen("stderr");
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once("error", reject);
      // Not `close`: an engine that outlives its runner may hold the pipes open.
      child.once("exit", async (code, signal) => {
        if (!signal) await new Promise((flushed) => child.once("close", flushed));
        runs.delete(child);
        resolve({ code: code ?? 128, ...said });
      });
    });
    return { pid: child.pid!, kill: (signal) => child.kill(signal), output: () => said.output, ended };
  };

  let holds = 0;
  return {
    directory,
    catalog,
    emulator,
    start,
    slipway: (args, changes) => start(args, changes).ended,
    async done(args, changes) {
      const { code, output } = await start(args, changes).ended;
      assert.equal(code, 0, `slipway ${args.join(" ")} ended with ${code}:\n${output}`);
      return output;
    },
    hold(type, name, moment) {
      holds += 1;
      const file = join(directory, `hold-${holds}.json`);
      writeFileSync(file, JSON.stringify({ type, name, moment }));
      return {
        environment: { SLIPWAY_LAPTOP_HOLD: file },
        async reached(run) {
          const over = { is: false };
          void run.ended.then(() => {
            over.is = true;
          });
          await until(`${moment} the creation of ${name}`, () => existsSync(`${file}.reached`) || over.is);
          assert.ok(existsSync(`${file}.reached`), `${name} was never created:\n${run.output()}`);
          return parentOf(Number(readFileSync(`${file}.reached`, "utf8")));
        },
        release: () => rmSync(file, { force: true }),
      };
    },
    records: () => recordsIn(join(laptopFolder(directory), "resources")),
    async state(stack) {
      const plan = stackNamed(catalog, stack);
      const { accountId, region } = stateOf(plan);
      const client = await door(accountId, region);
      const s3 = new S3Client({ ...client, forcePathStyle: true });
      return deploymentOf(await readCheckpoint(s3, statePlace(catalog.project, plan)));
    },
    async lock(stack) {
      const { accountId, region, table, lockId } = stateOf(stackNamed(catalog, stack));
      return parseItem(lockId, await dynamoTable({ client: await door(accountId, region), table }).get(lockId));
    },
    async close() {
      for (const child of runs) child.kill("SIGKILL");
      for (const pid of enginesIn(directory)) process.kill(pid, "SIGKILL");
      await emulator.stop();
      // A provider of a killed engine notices that within a second and may still write its log.
      rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

function copyFiles(directory: string, { from = packageRoot(), without = [], services }: OrganizationOptions): void {
  const files = readdirSync(from).filter((name) => /^Pulumi(\..+)?\.yaml$/.test(name));
  for (const name of files.filter((file) => !without.some((environment) => file === `Pulumi.${environment}.yaml`))) {
    writeFileSync(join(directory, name), withoutLines(readFileSync(join(from, name), "utf8"), without));
  }
  if (!services) return;
  cpSync(join(from, "services"), join(directory, "services"), { recursive: true });
  for (const name of readdirSync(join(directory, "services"))) {
    const path = join(directory, "services", name);
    writeFileSync(path, withoutLines(readFileSync(path, "utf8"), without));
  }
}

/** Drops the lines of accounts and stages of these environments, and what only an unguarded run writes. */
function withoutLines(text: string, environments: string[]): string {
  const dropped = environments.map((name) => new RegExp(`^\\s*(${name}:|- \\{ environment: ${name}\\b)`));
  return text
    .split("\n")
    .filter((line) => !dropped.some((pattern) => pattern.test(line)) && !/^(secretsprovider|encryptedkey):/.test(line))
    .join("\n");
}

function recordsIn(folder: string): ResourceRecord[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}
