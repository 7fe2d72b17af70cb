/**
 * `npm run bench`: ratios of one run on one machine, never a test.
 *
 * 1. Plans of pipelines to 200 accounts in 3 regions: one that splits into stages, and one that is refused.
 * 2. `slipway graph` over all stacks, against Node that only loads `@pulumi/pulumi` and `@pulumi/aws`.
 * 3. The unit tests.
 * 4. The policy pack over 10,000 resources, against reading the same graph with no rule.
 * 5. `pulumi preview -s dev` under Slipway, against an empty program on the same engine (needs `npm start`).
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Graph } from "../../analysis/graph/types";
import { planWaves } from "../../catalog/quota/waves";
import { checkGraph } from "../../policies/check";
import { rules } from "../../policies/rules";
import { findPulumi } from "../../runner/cli";
import { fleet, regions } from "../catalog/quota/environments";

const root = join(__dirname, "..", "..");
const rounds = 5;

interface Command {
  title: string;
  command: string;
  args: string[];
  environment?: NodeJS.ProcessEnv;
  cwd?: string;
}

/** Median, minimum and maximum of whole processes, in milliseconds; the first run only warms up. */
function measure({ title, command, args, environment, cwd }: Command, times = rounds) {
  const taken: number[] = [];
  for (let round = 0; round <= times; round += 1) {
    const started = performance.now();
    const { status, stderr } = spawnSync(command, args, {
      cwd: cwd ?? root,
      env: { ...process.env, ...environment },
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (status !== 0) throw new Error(`${title} failed:\n${stderr}`);
    if (round > 0) taken.push(performance.now() - started);
  }
  taken.sort((a, b) => a - b);
  const median = taken[Math.floor(taken.length / 2)]!;
  console.log(
    `${title.padEnd(58)} ${median.toFixed(0).padStart(6)} ms  (${taken[0]!.toFixed(0)} to ${taken.at(-1)!.toFixed(0)})`,
  );
  return median;
}

const ratio = (title: string, value: number, goal?: number) =>
  console.log(`${title.padEnd(58)} ${value.toFixed(2).padStart(6)}${goal ? `     (goal: at most ${goal})` : ""}\n`);

/** Three regions of 200 accounts, with so many actions for each environment. */
function plan(actions: number): void {
  const started = performance.now();
  const { stages, problems } = planWaves({
    subject: "services.orders",
    otherStages: 2,
    otherActions: 5,
    waves: [{ name: "production", fixedActions: 3, environments: fleet(200, regions, actions), concurrency: 20 }],
  });
  const milliseconds = performance.now() - started;
  const outcome = problems.length > 0 ? "refused" : `${stages.length} stages`;
  console.log(
    `${`plan of 200 accounts x 3 regions x ${actions}: ${outcome}`.padEnd(58)} ${milliseconds.toFixed(1).padStart(6)} ms`,
  );
}

/** Stacks of the example again and again, each time of another company, until there are so many resources. */
function manyStacks({ stacks }: Graph, wanted: number): Graph["stacks"] {
  const text = JSON.stringify(stacks);
  const many: Graph["stacks"] = [];
  for (let company = 0, count = 0; count < wanted; company += 1) {
    for (const stack of JSON.parse(text.replaceAll("acme", `acme${company}`)) as Graph["stacks"]) {
      const resources = stack.resources.slice(0, wanted - count);
      count += resources.length;
      if (resources.length > 0) many.push({ ...stack, resources });
    }
  }
  return many;
}

/** The pack in this process, as `slipway check` runs it. */
function pack(graph: Graph): void {
  const stacks = manyStacks(graph, 10_000);
  const median = (chosen: typeof rules) => {
    const taken = Array.from({ length: rounds }, () => {
      const started = performance.now();
      checkGraph({ stacks }, chosen);
      return performance.now() - started;
    });
    return taken.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
  };
  const [all, none] = [median(rules), median([])];
  console.log(
    `${`policy pack: ${rules.length} rules over 10000 resources`.padEnd(58)} ${all.toFixed(0).padStart(6)} ms`,
  );
  ratio("policy pack / no rule", all / none);
}

async function main(): Promise<void> {
  for (const actions of [1, 2, 4]) plan(actions);
  console.log();
  const slipway = join(root, "bin", "slipway.js");
  const load = measure({
    title: "load @pulumi/pulumi and @pulumi/aws",
    command: process.execPath,
    args: ["-e", 'require("@pulumi/pulumi"); require("@pulumi/aws")'],
  });
  const graph = measure({
    title: "slipway graph --json, all stacks",
    command: process.execPath,
    args: [slipway, "graph", "--json"],
  });
  ratio("graph / load", graph / load, 2);

  const recorded = spawnSync(process.execPath, [slipway, "graph", "--json"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  pack(JSON.parse(recorded.stdout) as Graph);

  const unit = measure(
    { title: "unit tests", command: process.execPath, args: [join(root, "tests", "run.js"), "unit"] },
    1,
  );
  ratio("unit tests, seconds", unit / 1000, 20);

  const running = spawnSync(process.execPath, [slipway, "local", "status", "--json"], { cwd: root, encoding: "utf8" });
  const { stacks = [] } = JSON.parse(running.stdout) as { stacks?: { stack: string; resources?: number }[] };
  if (!stacks.some(({ stack, resources = 0 }) => stack === "dev" && resources > 0)) {
    console.log("preview -s dev: skipped, because the stack is not up on the laptop cloud (npm start).");
    return;
  }
  const empty = await emptyProgram();
  const bare = measure({ title: "pulumi preview of an empty program", ...empty.command });
  const preview = measure({
    title: "slipway pulumi -- preview -s dev",
    command: process.execPath,
    args: [slipway, "pulumi", "--", "preview", "-s", "dev", "--non-interactive"],
  });
  empty.remove();
  ratio("preview -s dev / empty program", preview / bare);
}

/** A program without resources, on a file backend, with the CLI that Slipway uses. */
async function emptyProgram(): Promise<{ command: Omit<Command, "title">; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const { command } = await findPulumi({ onProgress: console.error });
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: empty\nruntime: { name: nodejs, options: { typescript: false } }\n",
  );
  writeFileSync(join(folder, "package.json"), '{ "name": "empty", "main": "index.js" }');
  writeFileSync(
    join(folder, "index.js"),
    `require(${JSON.stringify(join(root, "node_modules", "@pulumi", "pulumi"))});\n`,
  );
  const environment = {
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_PATH: join(root, "node_modules"),
  };
  spawnSync("ln", ["-s", join(root, "node_modules"), join(folder, "node_modules")]);
  const init = spawnSync(command, ["stack", "init", "empty", "--non-interactive"], {
    cwd: folder,
    env: { ...process.env, ...environment },
    encoding: "utf8",
  });
  if (init.status !== 0) throw new Error(init.stderr);
  return {
    command: { command, args: ["preview", "-s", "empty", "--non-interactive"], environment, cwd: folder },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
