/** The stand-in as one JavaScript file per program: each provider resource is a process, and starts in a blink. */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { join, relative } from "node:path";
import { buildSync } from "esbuild";

/** Folders that the programs are made of. */
const sources = ["catalog", "local/emulator", "local/model", "local/provider"];

/** Unused bundles are kept for a day: an engine may still be running with one. */
const keptMilliseconds = 24 * 3600 * 1000;

function* programs(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "generated") yield* programs(path);
    else if (entry.name.endsWith(".ts")) yield path;
  }
}

/** Folder with `main.js` and `awsx.js` for the sources as they are; makes it when it is not there yet. */
export function standInBundle(root: string): string {
  const hash = createHash("sha256").update(readFileSync(join(root, "package.json")));
  for (const file of sources.flatMap((folder) => [...programs(join(root, folder))])) {
    hash.update(`${relative(root, file)}\n`).update(readFileSync(file));
  }
  const cache = join(root, "node_modules", ".cache", "slipway");
  const target = join(cache, `provider-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(target)) {
    const now = new Date();
    utimesSync(target, now, now);
    return target;
  }
  const scratch = `${target}.${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  const common = {
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "error",
    // Said in the first line for `bin/code-cache.js`, which keeps what V8 makes of them.
    supported: { "dynamic-import": false },
    banner: { js: "// Without import()." },
  } as const;
  const entry = (name: string) => join(root, "local", "provider", `${name}.ts`);
  buildSync({ ...common, entryPoints: [entry("main")], outfile: join(scratch, "main.js") });
  // A component's process is a Pulumi program: it takes the SDK as it is installed.
  buildSync({ ...common, entryPoints: [entry("awsx")], outfile: join(scratch, "awsx.js"), packages: "external" });
  // The model's data stays where it is; the bundled model looks for it beside itself.
  symlinkSync(relative(scratch, join(root, "local", "model", "generated")), join(scratch, "generated"));
  try {
    renameSync(scratch, target);
  } catch {
    // Another process was first with the same sources.
    rmSync(scratch, { recursive: true, force: true });
  }
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const old =
      name.startsWith("provider-") && path !== target && Date.now() - statSync(path).mtimeMs > keptMilliseconds;
    if (old) rmSync(path, { recursive: true, force: true });
  }
  return target;
}
