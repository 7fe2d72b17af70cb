// Loads TypeScript in tests: esbuild takes a tenth of the compiler's time, and each file once per change of it.
// Types are checked by `npm run check`.

const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join, relative } = require("node:path");

const root = join(__dirname, "..");
const options = {
  loader: "ts",
  format: "cjs",
  target: "node20",
  platform: "node",
  sourcemap: "inline",
  sourcesContent: false,
  supported: { "dynamic-import": false },
};
const cache = join(root, "node_modules", ".cache", "slipway-tests");
const version = JSON.stringify([options, require("esbuild/package.json").version]);

/** The JavaScript of a file. What is kept ends with a digest of what it was made from. */
function transpiled(file) {
  const source = readFileSync(file, "utf8");
  const mark = `\n//${createHash("sha256").update(version).update(file).update(source).digest("hex")}\n`;
  const kept = join(cache, `${relative(root, file)}.js`);
  try {
    const code = readFileSync(kept, "utf8");
    if (code.endsWith(mark)) return code;
  } catch {
    // Not transpiled yet.
  }
  const code = require("esbuild").transformSync(source, { ...options, sourcefile: file }).code + mark;
  mkdirSync(dirname(kept), { recursive: true });
  const scratch = `${kept}.${process.pid}`;
  writeFileSync(scratch, code);
  renameSync(scratch, kept);
  return code;
}

process.setSourceMapsEnabled(true);
require.extensions[".ts"] = (module, file) => module._compile(transpiled(file), file);
