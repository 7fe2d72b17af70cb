// Installs the pinned dependencies when they are missing or stale. Node built-ins only: nothing else is there yet.

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(`slipway: Node ${process.versions.node} is too old; install Node 20.20 or later.`);
  process.exit(2);
}

const stamp = join(root, "node_modules", ".slipway-installed");
const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .update(process.platform + process.arch)
  .digest("hex");
if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) process.exit(0);

console.error("slipway: installing the pinned dependencies (npm ci), about half a minute ...");
// Dependencies' install scripts would download plugins that nothing here needs.
const result = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
  shell: process.platform === "win32",
});
if (result.status !== 0) {
  console.error("slipway: npm ci failed (see above). Check that the npm registry can be reached, then run this again.");
  process.exit(result.status ?? 1);
}
writeFileSync(stamp, wanted);
