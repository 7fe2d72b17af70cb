// Runs the rungs of tests and prints one closing line of counts. `node tests/run.js [unit|browser|engine]`; all by default.

const { spawnSync } = require("node:child_process");
const { existsSync, mkdtempSync, readFileSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const root = join(__dirname, "..");
const rungs = {
  unit: {
    title: "unit: pure code, components under mocks, recorded graphs",
    // The longest first, so that no worker is left with one of them at the end.
    specs: [
      "analysis",
      "stacks",
      "runner",
      "policies",
      "catalog",
      "local/{model,rollouts}",
      "components",
      "functions",
      "docs",
    ].map((room) => `tests/${room}/**/*.test.ts`),
    args: ["--parallel", "--jobs", "2"],
  },
  browser: {
    title: "browser: the report in Chromium",
    specs: ["tests/browser/**/*.test.ts"],
    args: [],
  },
  engine: {
    title: "engine: the laptop cloud, and the real Pulumi CLI on it",
    specs: ["tests/local/{cli,emulator,provider}/**/*.test.ts", "tests/engine/**/*.test.ts"],
    args: [],
  },
};
const wanted = process.argv[2] ? [process.argv[2]] : Object.keys(rungs);
const filter = process.argv.slice(3);
const total = { passed: 0, failed: 0, skipped: 0 };

function mocha(rung) {
  const folder = mkdtempSync(join(tmpdir(), "slipway-tests-"));
  const report = join(folder, "report.json");
  const run = spawnSync(
    process.execPath,
    [
      // Recorded graphs are many short-lived objects; with room for them, fewer are copied before they are done with.
      "--max-semi-space-size=32",
      join(root, "node_modules/mocha/bin/mocha.js"),
      ...rungs[rung].specs,
      ...rungs[rung].args,
      "--reporter",
      join(root, "tests/reporter.js"),
      "--reporter-option",
      `output=${report}`,
      ...filter,
    ],
    { cwd: root, stdio: "inherit", env: { ...process.env, SLIPWAY_TESTS: rung } },
  );
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : { passed: 0, failed: 1, skipped: 0 };
  if (run.status !== 0 && counts.failed === 0) counts.failed = 1;
  rmSync(folder, { recursive: true, force: true });
  return counts;
}

for (const rung of wanted) {
  if (!rungs[rung]) {
    console.error(`tests/run.js: no rung '${rung}'; there are ${Object.keys(rungs).join(", ")}.`);
    process.exit(2);
  }
  console.log(`\n${rungs[rung].title}`);
  const counts = mocha(rung);
  for (const key of Object.keys(total)) total[key] += counts[key];
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
