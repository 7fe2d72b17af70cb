// Compiles our TypeScript to JavaScript, file by file, when a source changed: a start then costs milliseconds.

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { dirname, join, relative } = require("node:path");

const root = join(__dirname, "..");
const rooms = ["analysis", "catalog", "components", "functions", "local", "policies", "runner", "stacks"];

function* sources(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === "node_modules" || entry.name === "dist") continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(ts|json)$/.test(entry.name)) yield path;
  }
}

/** Absolute folder of the compiled rooms, in which all lies as it does in the package. */
function compiledRooms() {
  const files = rooms
    .map((room) => join(root, room))
    .filter(fs.existsSync)
    .flatMap((room) => [...sources(room)]);
  const hash = createHash("sha256").update(process.versions.node);
  for (const file of files) {
    const { mtimeMs, size } = fs.statSync(file);
    hash.update(`${relative(root, file)} ${mtimeMs} ${size}\n`);
  }
  // Inside the package, so that compiled files still find the package's root above them.
  const cache = join(root, "node_modules", ".cache", "slipway");
  const target = join(cache, hash.digest("hex").slice(0, 16));
  if (!fs.existsSync(target)) compile(files, cache, target);
  return target;
}

function compile(files, cache, target) {
  const scratch = `${target}.${process.pid}`;
  fs.mkdirSync(scratch, { recursive: true });
  require("esbuild").buildSync({
    entryPoints: files.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts")),
    outdir: scratch,
    outbase: root,
    format: "cjs",
    platform: "node",
    target: "node20",
    // Native import() would look for modules with extensions.
    supported: { "dynamic-import": false },
    sourcemap: "inline",
    logLevel: "error",
  });
  for (const file of files.filter((name) => name.endsWith(".json"))) {
    const copy = join(scratch, relative(root, file));
    fs.mkdirSync(dirname(copy), { recursive: true });
    fs.copyFileSync(file, copy);
  }
  try {
    fs.renameSync(scratch, target);
  } catch {
    // Another process was first with the same sources.
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  for (const old of fs.readdirSync(cache)) {
    const path = join(cache, old);
    const idle = Date.now() - fs.statSync(path).mtimeMs;
    if (path !== target && /^[0-9a-f]{16}$/.test(old) && idle > 24 * 3600 * 1000) {
      fs.rmSync(path, { recursive: true, force: true });
    }
  }
}

module.exports = { compiledRooms };
