/** The Pulumi CLI that the person has installed. */
import { constants } from "node:fs";
import { access, open, realpath, stat } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { languageHostName } from "../../local/cli/language-host";
import { isSupported, supportedRange, versionOf } from "./version";

/** Marks the folder of the `pulumi` that `slipway env` puts on PATH: it would lead back to ourselves. */
export const shimMark = ".slipway-shim";

const suffix = process.platform === "win32" ? ".exe" : "";

export interface Found {
  command: string;
  version: string;
}

/** The first supported `pulumi` of PATH; else the reason why each one that is there was skipped. */
export async function pulumiOnPath(env: NodeJS.ProcessEnv): Promise<{ found?: Found; skipped: string[] }> {
  const skipped: string[] = [];
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  for (const folder of new Set(folders)) {
    const command = join(folder, `pulumi${suffix}`);
    if (!(await isExecutable(command)) || (await exists(join(folder, shimMark)))) continue;
    try {
      const version = await versionOf(command, env);
      if (!isSupported(version)) throw new Error(`is version ${version}; ${supportedRange} is needed`);
      if (!(await hasLanguageHost(command, folders))) throw new Error(`has no ${languageHostName} beside it`);
      return { found: { command, version }, skipped };
    } catch (error) {
      skipped.push(`${command} ${(error as Error).message}`);
    }
  }
  return { skipped };
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK)
    .then(() => stat(file))
    .then((entry) => entry.isFile())
    .catch(() => false);
}

export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/**
 * The engine finds its language host beside its own binary or on PATH. A wrapper script (of a version manager, say)
 * brings its own surroundings, which cannot be seen from here: it is taken at its word.
 */
async function hasLanguageHost(command: string, folders: string[]): Promise<boolean> {
  const binary = await realpath(command);
  const name = `${languageHostName}${suffix}`;
  for (const folder of [dirname(binary), ...folders]) {
    if (await isExecutable(join(folder, name))) return true;
  }
  const file = await open(binary);
  try {
    const start = await file.read(Buffer.alloc(2), 0, 2, 0);
    return start.buffer.toString("latin1") === "#!";
  } finally {
    await file.close();
  }
}
