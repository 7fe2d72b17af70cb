/** How a CLI that we built is recognised as ours and whole, without running it. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { languageHostDigest, languageHostName, writeLanguageHost } from "../../local/cli/language-host";

/** Lies beside the binary: the official installer replaces that folder, and our claim with it. */
export const stampName = ".slipway-built.json";

interface Stamp {
  version: string;
  /** Of the binary: bytes, modification time in whole seconds (what archives keep), content. */
  size: number;
  modified: number;
  sha256: string;
  /** Of what the language host is made from, and of the bundled file. */
  hostSources: string;
  hostSha256: string;
}

export type Condition = "not ours" | "whole" | { broken: string };

/** Bundles the language host into `bin` and writes the stamp of a fresh build. */
export async function stampBuild(bin: string, version: string): Promise<void> {
  const host = await writeLanguageHost(bin, version);
  const { size, mtimeMs } = await stat(join(bin, "pulumi"));
  await writeStamp(bin, {
    version,
    size,
    modified: Math.floor(mtimeMs / 1000),
    sha256: await sha256(join(bin, "pulumi")),
    hostSources: languageHostDigest(version),
    hostSha256: await sha256(host),
  });
}

/**
 * Compares a built CLI with its stamp. The language host is small and ours: a missing, changed or outdated one is
 * bundled again at once.
 */
export async function checkBuild(bin: string, version: string): Promise<Condition> {
  const stamp = await readStamp(bin);
  if (stamp === undefined) return "not ours";
  if (stamp.version !== version) return { broken: `its stamp says version ${stamp.version}` };
  const binary = await stat(join(bin, "pulumi")).catch(() => undefined);
  if (!binary) return { broken: "the binary is missing" };
  if (binary.size !== stamp.size) return { broken: `the binary has ${binary.size} bytes instead of ${stamp.size}` };
  const modified = Math.floor(binary.mtimeMs / 1000);
  if (modified !== stamp.modified && (await sha256(join(bin, "pulumi"))) !== stamp.sha256) {
    return { broken: "the binary was changed after it was built" };
  }
  const hostSources = languageHostDigest(version);
  const hostSha256 = await sha256(join(bin, languageHostName)).catch(() => "");
  const hostIsOurs = hostSources === stamp.hostSources && hostSha256 === stamp.hostSha256;
  if (hostIsOurs && modified === stamp.modified) return "whole";
  const host = hostIsOurs ? hostSha256 : await sha256(await writeLanguageHost(bin, version));
  await writeStamp(bin, { ...stamp, modified, hostSources, hostSha256: host });
  return "whole";
}

async function readStamp(bin: string): Promise<Partial<Stamp> | undefined> {
  const text = await readFile(join(bin, stampName), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Partial<Stamp>;
  } catch {
    return {};
  }
}

async function writeStamp(bin: string, stamp: Partial<Stamp>): Promise<void> {
  const half = join(bin, `${stampName}.${process.pid}`);
  await writeFile(half, `${JSON.stringify(stamp, null, 2)}\n`);
  await rename(half, join(bin, stampName));
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
