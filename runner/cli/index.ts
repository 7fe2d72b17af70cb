/** Finds the Pulumi CLI, or makes one: on PATH, kept from before, downloaded, built from its Go modules. */
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Failure, NoPulumiError } from "./error";
import { withLock } from "./lock";
import { goModules, makePulumi, officialInstaller, type Way } from "./make";
import { pulumiOnPath } from "./path";
import { elapsed } from "./progress";
import { wantedVersion } from "./version";
import { keptPulumi } from "./versions";

export { NoPulumiError } from "./error";
export { shimMark } from "./path";
export { supportedRange, wantedVersion } from "./version";

export interface PulumiCli {
  /** Absolute path of the executable. */
  command: string;
  /** Without a leading `v`. */
  version: string;
  source: "path" | "installed" | "built";
}

export interface FindOptions {
  /** Told what is skipped and why, and every few seconds what a download or a build is doing. */
  onProgress: (line: string) => void;
  /** Default: this process's own. */
  env?: NodeJS.ProcessEnv;
  /** Where CLIs are kept by version. Default: `~/.pulumi/versions`, as the Automation API has it. */
  versionsFolder?: string;
  /** How one is made when there is none, in this order. Default: the official installer, then Go. */
  ways?: Way[];
}

/**
 * The Pulumi CLI to work with. Every one is checked before it is returned: by running it, or, one that we built, by
 * its stamp. Rejects with `NoPulumiError` when there is none and none can be made.
 */
export async function findPulumi(options: FindOptions): Promise<PulumiCli> {
  const { onProgress, env = process.env, ways = [officialInstaller, goModules] } = options;
  const versionsFolder = options.versionsFolder ?? join(env.HOME || homedir(), ".pulumi", "versions");
  const failures: Failure[] = [];

  const path = await pulumiOnPath(env);
  for (const reason of path.skipped) onProgress(`skipped: ${reason}`);
  if (path.found) return { ...path.found, source: "path" };
  failures.push({ way: "on PATH", reason: path.skipped.join("; ") || "there is no `pulumi`" });

  const kept = await keptPulumi(versionsFolder, env);
  for (const reason of kept.skipped) onProgress(`not usable, looking further: ${reason}`);
  if (kept.found) return kept.found;
  failures.push({ way: `in ${versionsFolder}`, reason: kept.skipped.join("; ") || "no supported version" });

  const lock = join(versionsFolder, `.slipway-lock-${wantedVersion}`);
  const start = performance.now();
  const onWaiting = (owner: string) =>
    onProgress(`waiting: ${owner} is making Pulumi CLI ${wantedVersion} (${elapsed(start)})`);
  const make = async (): Promise<PulumiCli> => {
    // Whoever held the lock before us may have made it.
    const made = await keptPulumi(versionsFolder, env);
    if (made.found) return made.found;
    for (const way of ways) {
      try {
        return await makePulumi(way, versionsFolder, { version: wantedVersion, env, onProgress });
      } catch (error) {
        const reason = (error as Error).message;
        onProgress(`${way.name}: ${reason}`);
        failures.push({ way: way.name, reason });
      }
    }
    throw new NoPulumiError(failures);
  };
  try {
    await mkdir(versionsFolder, { recursive: true });
    return await withLock(lock, onWaiting, make);
  } catch (error) {
    if (error instanceof NoPulumiError) throw error;
    throw new NoPulumiError([...failures, { way: "making one", reason: (error as Error).message }]);
  }
}
