/** The pack that every deploying run of the engine is given: compiled, configured, and known by its digests. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../catalog/package-root";
import type { Catalog } from "../../catalog/types";
import { buildPolicyPack } from "../../policies/build";
import { type Configuration, engineConfiguration } from "../../policies/configuration";
import { rules } from "../../policies/rules";
import type { RecordedPack } from "../lock";
import { configurationOf } from "./configuration";
import { documentRule } from "./schema";

/** What a pack consists of, wherever it is run: it needs nothing else of its folder. */
export const packFiles = ["package.json", "PulumiPolicy.yaml", join("dist", "index.js")] as const;

export interface PinnedPack extends RecordedPack {
  /** Folder for `--policy-pack`. */
  folder: string;
  /** Content of the file for `--policy-pack-config`. */
  settings: ReturnType<typeof engineConfiguration>;
}

/** Compiles the pack when its sources are newer. Throws a `CatalogError` with all problems of `policies.yaml`. */
export function pinnedPack(catalog: Catalog): PinnedPack {
  const folder = buildPolicyPack(join(packageRoot(), "policies"));
  const settings = engineConfiguration(ofThePack(configurationOf(catalog)), rules);
  return {
    folder,
    settings,
    version: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version,
    digest: packDigest(folder),
    configuration: createHash("sha256").update(JSON.stringify(settings)).digest("hex"),
  };
}

/** Without the exemptions that only `slipway iam check` understands. */
export function ofThePack({ exemptions, ...rest }: Configuration): Configuration {
  return exemptions ? { ...rest, exemptions: exemptions.filter(({ rule }) => !isDocumentRule(rule)) } : rest;
}

export const isDocumentRule = (name: string): boolean => name.startsWith(documentRule(""));

/** SHA-256, in hex, of the files of a pack with their names. */
export function packDigest(folder: string): string {
  const hash = createHash("sha256");
  for (const name of packFiles) {
    const content = readFileSync(join(folder, name));
    hash.update(`${name.replaceAll("\\", "/")} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/** Options of the engine that give it the pack; the settings are written into a folder that is removed after the run. */
export function packOptions({ folder, settings }: PinnedPack, scratch: string): string[] {
  const file = join(scratch, "policy-pack-config.json");
  writeFileSync(file, JSON.stringify(settings));
  return ["--policy-pack", folder, "--policy-pack-config", file];
}
