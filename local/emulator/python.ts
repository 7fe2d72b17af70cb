/** The emulator's Python: moto in a private virtual environment, made once per user and reused. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../catalog/package-root";

const run = promisify(execFile);

/** Oldest Python that moto 5.2.1 supports, from its package metadata. */
export const oldestPython = { major: 3, minor: 10 };

const candidates = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];

export interface Python {
  command: string;
  /** `3.11`. */
  version: string;
}

/** Folder of the emulator's own files in the package. */
export function emulatorFolder(): string {
  return join(packageRoot(), "local", "emulator");
}

/** The first Python on PATH that is new enough and can make virtual environments. */
export async function findPython(environment: NodeJS.ProcessEnv = process.env): Promise<Python> {
  const found: string[] = [];
  for (const command of candidates) {
    const python = await versionOf(command, environment);
    if (!python) continue;
    const [major, minor] = python.version.split(".").map(Number) as [number, number];
    if (major !== oldestPython.major || minor < oldestPython.minor) {
      found.push(`${command} is ${python.version}`);
    } else if (!python.venv) {
      found.push(`${command} (${python.version}) has no venv module: on Debian and Ubuntu, apt install python3-venv`);
    } else {
      return { command, version: python.version };
    }
  }
  throw new Error(
    `The laptop cloud needs Python ${oldestPython.major}.${oldestPython.minor} or later with the venv module` +
      ` (found: ${found.join("; ") || "no Python on PATH"}).` +
      " Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python) and run this again.",
  );
}

async function versionOf(command: string, environment: NodeJS.ProcessEnv) {
  const probe =
    "import sys, importlib.util as u; print('%d.%d' % sys.version_info[:2], bool(u.find_spec('venv') and u.find_spec('ensurepip')))";
  try {
    const { stdout } = await run(command, ["-c", probe], { env: environment });
    const [version, venv] = stdout.trim().split(" ") as [string, string];
    return { version, venv: venv === "True" };
  } catch {
    return undefined;
  }
}

/** User-level folder for the virtual environments: `$XDG_CACHE_HOME` or `~/.cache`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "slipway", "emulator");
}

export interface PythonOptions {
  /** Default: `cacheFolder()`. */
  cache?: string;
  onProgress?: (line: string) => void;
}

/** Path of a Python that can import moto; makes its virtual environment when it is not there yet. */
export async function emulatorPython(options: PythonOptions = {}): Promise<string> {
  const python = await findPython();
  const requirements = join(emulatorFolder(), "requirements.txt");
  const key = createHash("sha256")
    .update(readFileSync(requirements))
    .update(`${python.version} ${process.platform} ${process.arch}`)
    .digest("hex")
    .slice(0, 16);
  const cache = options.cache ?? cacheFolder();
  const home = join(cache, key);
  // A renamed environment still works through its interpreter, which finds its packages beside itself.
  const inside = (folder: string) => join(folder, "bin", "python");
  if (existsSync(inside(home))) return inside(home);

  options.onProgress?.(`installing the AWS emulator (moto, Python ${python.version}), about half a minute ...`);
  mkdirSync(cache, { recursive: true });
  const scratch = `${home}.${process.pid}`;
  rmSync(scratch, { recursive: true, force: true });
  try {
    await step("make a virtual environment", python.command, ["-m", "venv", scratch]);
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
    await step("install moto", inside(scratch), [...install, "--no-deps", "-r", requirements]);
    try {
      renameSync(scratch, home);
    } catch (error) {
      // Another process was first with the same contents.
      if (!existsSync(inside(home))) throw error;
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return inside(home);
}

async function step(what: string, command: string, args: string[]): Promise<void> {
  try {
    await run(command, args, { maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const reason = (stderr || message).trim().split("\n").slice(-5).join("\n  ");
    throw new Error(
      `The laptop cloud could not ${what}:\n  ${reason}\n` +
        "Check that the Python package index can be reached (pip's own settings apply), then run this again.",
    );
  }
}
