/** The folder `~/.pulumi/versions`, where the Automation API keeps a CLI per version, and we do too. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { languageHostName } from "../../local/cli/language-host";
import { exists, isExecutable } from "./path";
import { checkBuild } from "./stamp";
import { isSupported, versionOf, wantedVersion } from "./version";

export interface Kept {
  command: string;
  version: string;
  source: "installed" | "built";
}

/** The wanted version if it is kept and whole, else the newest other supported one; and why others were passed by. */
export async function keptPulumi(
  versionsFolder: string,
  env: NodeJS.ProcessEnv,
): Promise<{ found?: Kept; skipped: string[] }> {
  const skipped: string[] = [];
  const names = await readdir(versionsFolder).catch(() => []);
  for (const version of names.filter(isVersionName).sort(newestFirst)) {
    try {
      const bin = join(versionsFolder, version, "bin");
      const source = await checkKept(bin, version, env);
      return { found: { command: join(bin, "pulumi"), version, source }, skipped };
    } catch (error) {
      skipped.push(`${join(versionsFolder, version)}: ${(error as Error).message}`);
    }
  }
  return { skipped };
}

/** Checks what lies in `bin`: one of ours by its stamp, any other by running it. Throws what is wrong. */
async function checkKept(bin: string, version: string, env: NodeJS.ProcessEnv): Promise<Kept["source"]> {
  const condition = await checkBuild(bin, version);
  if (condition === "whole") return "built";
  if (condition !== "not ours") throw new Error(condition.broken);
  const command = join(bin, "pulumi");
  if (!(await exists(command))) throw new Error("the binary is missing");
  if (!(await isExecutable(command))) throw new Error("the binary is not executable");
  await expectVersion(command, version, env);
  if (!(await isExecutable(join(bin, languageHostName)))) throw new Error(`there is no ${languageHostName} beside it`);
  return "installed";
}

/** Throws unless the binary runs and says that it is `version`. */
export async function expectVersion(command: string, version: string, env: NodeJS.ProcessEnv): Promise<void> {
  const said = await versionOf(command, env).catch((error: Error) => {
    throw new Error(`the binary ${error.message}`);
  });
  if (said !== version) throw new Error(`the binary says it is ${said}, not ${version}`);
}

function isVersionName(name: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(name) && isSupported(name);
}

function newestFirst(left: string, right: string): number {
  if (left === wantedVersion || right === wantedVersion) return left === wantedVersion ? -1 : 1;
  return right.localeCompare(left, "en", { numeric: true });
}
