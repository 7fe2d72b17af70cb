/** Which Pulumi CLIs Slipway works with, and how one is asked for its version. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The CLI that is downloaded or built when none is there. Its modules are pinned in `local/cli/go.mod`. */
export const wantedVersion = "3.259.0";

/** The SDK in use is 3.248.0; a CLI at or above the SDK's minor version is safe. */
export const supportedRange = "3.248.0 or later, below 4";

/** A CLI answers in a tenth of a second; the first start of a new file on a slow disk may take seconds. */
const answerMs = 30_000;

export function isSupported(version: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  return major === 3 && minor !== undefined && minor >= 248;
}

/** Runs `<command> version`. Throws an error that says in one line what is wrong with the command. */
export async function versionOf(command: string, env: NodeJS.ProcessEnv): Promise<string> {
  const printed = await promisify(execFile)(command, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: answerMs,
    killSignal: "SIGKILL",
  }).catch((error: Error & { killed?: boolean; code?: number | string; stderr?: string }) => {
    if (error.killed) throw new Error(`did not answer 'version' within ${answerMs / 1000} s`);
    const said = error.stderr?.trim().split("\n").pop();
    throw new Error(`does not run (${said || error.code || error.message})`);
  });
  const line = printed.stdout.trim().split("\n").pop() ?? "";
  const version = /^v?(\d+\.\d+\.\d+\S*)$/.exec(line)?.[1];
  if (!version) throw new Error(`answers 'version' with "${line.slice(0, 60)}"`);
  return version;
}
