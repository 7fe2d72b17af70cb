import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../catalog/package-root";
import { slipway } from "./commands/slipway";

const root = packageRoot();
const fixture = join(root, "tests", "fixtures", "organization");

/** The command as users start it. */
function started(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "bin", "slipway.js"), ...args], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: tmpdir() },
  });
  return { code: status, stdout, stderr };
}

describe("the slipway command", () => {
  let copy: string;
  before(() => {
    copy = mkdtempSync(join(tmpdir(), "slipway-command-"));
    cpSync(fixture, copy, { recursive: true });
  });
  after(() => rmSync(copy, { recursive: true }));

  it("explains itself, and each command", async () => {
    const all = await slipway("--help");
    assert.equal(all.code, 0);
    for (const name of [
      "local",
      "up",
      "drift",
      "pulumi",
      "env",
      "catalog",
      "graph",
      "check",
      "quotas",
      "prove",
      "policies",
      "iam",
      "federation",
      "report",
      "buildspec",
      "dockerfile",
      "lock",
      "recover",
      "state",
    ]) {
      assert.match(all.stdout, new RegExp(`^  ${name}\\b`, "m"));
    }
    assert.match(all.stdout, /Exit codes: 0 done/);
    assert.match((await slipway("lock", "force-unlock", "--help")).stdout, /--reason <text>/);
  });

  it("ends with 2 for words it does not know, and says which", async () => {
    for (const args of [
      ["upp"],
      ["up"],
      ["graph", "--jsn"],
      ["--cloud", "moon", "graph"],
      ["lock", "force-unlock", "dev"],
    ]) {
      const { code, stderr } = await slipway("-C", copy, ...args);
      assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
      assert.notEqual(stderr, "");
    }
    const unknown = started("-C", copy, "state", "nonsense");
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /no file declares a stack "nonsense"/);
  });

  it("takes -C and --json before and after the command's name", async () => {
    for (const args of [
      ["-C", copy, "--json", "catalog", "show"],
      ["catalog", "show", "-C", copy, "--json"],
    ]) {
      const { code, stdout } = await slipway(...args);
      assert.equal(code, 0);
      assert.equal(JSON.parse(stdout).directory, copy);
    }
  });

  it("refuses files with problems before anything else, all at once, for people and for machines", async () => {
    const bad = join(copy, "services", "bad.yaml");
    writeFileSync(bad, "source: { connection: nowhere }\nstages: []\n");
    try {
      const { code, stderr, stdout } = await slipway("-C", copy, "up", "--all", "--json");
      assert.equal(code, 3);
      assert.match(stderr, /services\/bad\.yaml/);
      const { problems } = JSON.parse(stdout).error as { problems: { file: string; path: string }[] };
      assert.ok(problems.length >= 3, stdout);
      assert.ok(problems.every(({ file }) => file === "services/bad.yaml"));
      assert.equal((await slipway("-C", copy, "catalog", "check")).code, 3);
    } finally {
      rmSync(bad);
    }
  });

  it("is what `npm start` runs, so that `npm start -- destroy` and the like are its words", async () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    assert.match(scripts.start, / bin\/slipway\.js local$/);
    const { code, stdout } = started("local", "status", "-C", copy);
    assert.equal(code, 0);
    assert.match(stdout, /not running/);
    for (const word of ["up", "destroy", "stop"])
      assert.match((await slipway("local", "--help")).stdout, new RegExp(`^  ${word}\\b`, "m"));
  });

  it("never takes example account ids to AWS", async () => {
    const { code, stderr } = await slipway("-C", root, "--cloud", "aws", "up", "dev", "--yes");
    assert.equal(code, 3, stderr);
    assert.match(stderr, /111111111111.* exist only on the laptop cloud/);
  });

  it("says how to start the laptop cloud when it does not run", async () => {
    const { code, stderr } = await slipway("-C", copy, "--cloud", "laptop", "up", "--all");
    assert.equal(code, 3, stderr);
    assert.match(stderr, /not running.*npm start/);
  });

  it("prints a Terraform backend block for the same store, table and key", async () => {
    const { code, stdout } = await slipway("-C", root, "state", "dev", "--json");
    assert.equal(code, 0);
    const { bucket, table, terraform } = JSON.parse(stdout);
    for (const line of [`bucket         = "${bucket}"`, `dynamodb_table = "${table}"`, "encrypt        = true"]) {
      assert.ok(terraform.includes(line), terraform);
    }
    assert.match(terraform, /key {12}= "dev\/dev\/terraform\//);
  });
});
