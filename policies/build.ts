/** Compiles the pack to one file, so that a copy of the folder runs without this repository. */
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** Builds the pack if its sources are newer, and returns its folder, for `pulumi --policy-pack`. */
export function buildPolicyPack(folder: string = __dirname): string {
  const output = join(folder, "dist", "index.js");
  if (!existsSync(output) || newestSource(folder) > statSync(output).mtimeMs) compile(folder, output);
  return folder;
}

function newestSource(folder: string): number {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "dist" ? 0 : newestSource(path);
    return /\.(ts|json)$/.test(entry.name) ? statSync(path).mtimeMs : 0;
  });
  return Math.max(...times);
}

function compile(folder: string, output: string): void {
  const { outputFiles } = buildSync({
    entryPoints: [join(folder, "index.ts")],
    bundle: true,
    platform: "node",
    target: "node20",
    minify: true,
    keepNames: true,
    logLevel: "error",
    write: false,
    // The SDK loads TypeScript at once, for closures, of which a pack has none; any module does in its place.
    alias: { typescript: "node:path" },
    external: ["ts-node"],
    // Said in the first line for whoever keeps what V8 makes of it.
    supported: { "dynamic-import": false },
    banner: { js: "// Without import()." },
  });
  mkdirSync(join(output, ".."), { recursive: true });
  // Several processes may build at once; each puts a whole file in place.
  const draft = `${output}.${process.pid}`;
  writeFileSync(draft, outputFiles[0]!.contents);
  renameSync(draft, output);
}
