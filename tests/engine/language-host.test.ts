import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageRoot } from "../../catalog/package-root";
import { findPulumi, type PulumiCli } from "../../runner/cli";

/** A program that does what ACT in its environment says; it notes its process before it waits for ever. */
const program = `
import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
const config = new pulumi.Config();
if (process.env.ACT === "throw") throw new Error("the program is broken");
if (process.env.ACT === "wait") {
  fs.writeFileSync("pid", String(process.pid));
  setInterval(() => undefined, 1000);
}
class Thing extends pulumi.ComponentResource {
  constructor(name: string) {
    super("tiny:index:Thing", name);
    this.registerOutputs({});
  }
}
new Thing("one");
export const greeting = config.require("greeting");
export const word = config.requireSecret("word");
export const place = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
`;

const pack = `
const { PolicyPack } = require("@pulumi/policy");
const pulumi = require("@pulumi/pulumi");
new PolicyPack("tiny", { policies: [{ name: "no-things", description: "No things.", enforcementLevel: "mandatory",
  validateResource: (args, report) => { if (args.type === "tiny:index:Thing") report("no things in " + pulumi.getStack()); } }] });
`;

describe("the Pulumi engine with the CLI that was found", function () {
  this.timeout(60_000);
  let cli: PulumiCli;
  let folder: string;

  before(async function () {
    try {
      cli = await findPulumi({ onProgress: () => {}, ways: [] });
    } catch (error) {
      console.log(`skipped: ${(error as Error).message.split("\n")[0]} Run any slipway command once to make one.`);
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "slipway-engine-"));
    const files: Record<string, string> = {
      "Pulumi.yaml": "name: tiny\nruntime: nodejs\n",
      "package.json": JSON.stringify({ name: "tiny", main: "index.ts" }),
      "tsconfig.json": JSON.stringify({ compilerOptions: { strict: true, skipLibCheck: true, types: ["node"] } }),
      "index.ts": program,
      "pack/PulumiPolicy.yaml": "runtime: nodejs\n",
      "pack/package.json": JSON.stringify({ name: "tiny-pack", version: "1.0.0", main: "index.js" }),
      "pack/index.js": pack,
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    for (const at of ["", "pack"]) symlinkSync(join(packageRoot(), "node_modules"), join(folder, at, "node_modules"));
    mkdirSync(join(folder, "state"));
    await expectSuccess("stack", "init", "dev");
    await expectSuccess("config", "set", "greeting", "hello");
    await expectSuccess("config", "set", "--secret", "word", "hidden");
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  const start = (args: string[], act = ""): ChildProcess =>
    spawn(cli.command, [...args, "--non-interactive"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        PULUMI_HOME: join(folder, "home"),
        PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "for this test only",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        // Types are not what is tested here, and checking them takes longer than everything else.
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        NO_COLOR: "1",
        ACT: act,
      },
    });
  const pulumi = async (args: string[], act?: string): Promise<{ code: number | null; output: string }> => {
    const run = start(args, act);
    let output = "";
    for (const stream of [run.stdout, run.stderr]) {
      stream?.on("data", (data: Buffer) => {
        output += data;
      });
    }
    const [code] = await once(run, "close");
    return { code, output };
  };
  const expectSuccess = async (...args: string[]): Promise<string> => {
    const { code, output } = await pulumi(args);
    assert.equal(code, 0, output);
    return output;
  };

  it("deploys a TypeScript program with its configuration and secrets, and the next preview changes nothing", async () => {
    await expectSuccess("up", "--yes", "--skip-preview");
    const outputs = JSON.parse(await expectSuccess("stack", "output", "--json", "--show-secrets"));
    assert.deepEqual(outputs, { greeting: "hello", word: "hidden", place: "organization/tiny/dev" });
    assert.match(await expectSuccess("preview", "--expect-no-changes"), /2 unchanged/);
  });

  it("reports an error of the program once, and fails", async () => {
    const { code, output } = await pulumi(["preview"], "throw");
    assert.notEqual(code, 0);
    const diagnostics = output.slice(output.indexOf("Diagnostics:"));
    assert.equal(diagnostics.split("the program is broken").length - 1, 1, output);
    assert.doesNotMatch(output, /exited with code/);
  });

  it("runs a policy pack that knows the stack, and refuses what it forbids", async () => {
    const { code, output } = await pulumi(["preview", "--policy-pack", "pack"]);
    assert.notEqual(code, 0);
    assert.match(output, /no things in dev/);
  });

  it("leaves no process behind when the engine is interrupted or killed", async () => {
    for (const signal of ["SIGINT", "SIGKILL"] as const) {
      const note = join(folder, "pid");
      rmSync(note, { force: true });
      const run = start(["preview"], "wait");
      const ended = once(run, "close");
      while (!existsSync(note) || readFileSync(note, "utf8") === "") await pause();
      const program = Number(readFileSync(note, "utf8"));
      run.kill(signal);
      await ended;
      while (isAlive(program)) await pause();
    }
  });
});

const pause = () => new Promise((next) => setTimeout(next, 20));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
