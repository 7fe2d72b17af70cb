/** Builds the Pulumi CLI from its published Go modules, pinned by `go.mod` and `go.sum` beside this file. */
import { execFile, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { packageRoot } from "../../catalog/package-root";

/** The `go` directive of the CLI's modules. */
export const minimumGo = "1.25.11";

const cli = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

export interface GoBuild {
  /** Version to stamp in; must be the one that `go.mod` pins. */
  version: string;
  /** Where the binary goes. */
  target: string;
  env: NodeJS.ProcessEnv;
  /** Called for each thing that is downloaded or compiled: some hundreds of times. */
  onStep(step: string): void;
}

/** Throws an error of one line: Go is missing or too old, or the last lines that the build printed. */
export async function buildFromModules(build: GoBuild): Promise<void> {
  if (process.platform === "win32") throw new Error("building is not supported on Windows");
  // An installed Go that is too old must not fetch another one by itself: the person should decide.
  const env = { ...build.env, GOTOOLCHAIN: "local", GOWORK: "off" };
  await checkGo(env);
  await mkdir(join(build.target, ".."), { recursive: true });
  const args = ["build", "-v", "-mod=readonly", "-tags", "osusergo grpcnotrace"];
  args.push("-ldflags", `-s -w -X ${versionVariable}=${build.version}`, "-o", build.target, cli);
  await goBuild(args, env, build.onStep);
}

async function checkGo(env: NodeJS.ProcessEnv): Promise<void> {
  const found = await promisify(execFile)("go", ["env", "GOVERSION"], { env, cwd: tmpdir() }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new Error(error.code === "ENOENT" ? "there is no `go` on PATH" : `\`go env\` fails: ${error.message}`);
    },
  );
  const version = found.stdout.trim().replace(/^go/, "");
  if (isOlder(version, minimumGo)) throw new Error(`Go ${version} is too old; ${minimumGo} or later is needed`);
}

/** Compares dotted numbers; a suffix such as `rc1` is not read. */
export function isOlder(version: string, than: string): boolean {
  const parts = (text: string) => text.split(".").map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [parts(version), parts(than)];
  for (const [index, wanted] of right.entries()) {
    const have = left[index] ?? 0;
    if (have !== wanted) return have < wanted;
  }
  return false;
}

function goBuild(args: string[], env: NodeJS.ProcessEnv, onStep: (step: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = spawn("go", args, {
      cwd: join(packageRoot(), "local", "cli"),
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const last: string[] = [];
    createInterface({ input: go.stderr }).on("line", (line) => {
      last.push(line);
      if (last.length > 5) last.shift();
      if (line.startsWith("go: downloading ")) onStep(line.slice(4));
      else if (/^[\w./-]+$/.test(line)) onStep(`compiling ${line}`);
    });
    go.once("error", reject);
    go.once("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`\`go build\` ended with ${signal ?? `code ${code}`}: ${last.join(" | ")}`));
    });
  });
}
