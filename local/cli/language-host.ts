/** The language host that is placed beside a CLI built from source: one file, bundled from `language-host/`. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { chmod, rename } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../catalog/package-root";

/** The name under which the engine looks for it, beside its own binary. */
export const languageHostName = "pulumi-language-nodejs";

function sources(): string {
  return join(packageRoot(), "local", "cli", "language-host");
}

/** Changes whenever the bundle would: its sources, and the packages that are bundled with them. */
export function languageHostDigest(cliVersion: string): string {
  const hash = createHash("sha256").update(cliVersion);
  for (const name of ["@pulumi/pulumi", "@grpc/grpc-js", "google-protobuf", "esbuild"]) {
    const manifest = readFileSync(require.resolve(`${name}/package.json`), "utf8");
    hash.update(`${name} ${(JSON.parse(manifest) as { version: string }).version}\n`);
  }
  for (const file of readdirSync(sources()).sort()) hash.update(file).update(readFileSync(join(sources(), file)));
  return hash.digest("hex");
}

/** Writes the host into `folder`. It appears under its name only when it is complete. */
export async function writeLanguageHost(folder: string, cliVersion: string): Promise<string> {
  const { build } = await import("esbuild");
  const target = join(folder, languageHostName);
  const half = `${target}.${process.pid}`;
  await build({
    entryPoints: [join(sources(), "main.ts")],
    outfile: half,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
    define: { SLIPWAY_CLI_VERSION: JSON.stringify(cliVersion) },
    logLevel: "error",
  });
  await chmod(half, 0o755);
  await rename(half, target);
  return target;
}
