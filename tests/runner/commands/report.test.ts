import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../catalog/package-root";
import { reportGraph } from "../../analysis/report/report-graph";
import { slipway } from "./slipway";

const root = packageRoot();

describe("slipway report", function () {
  this.timeout(60_000);
  let directory: string;
  let graph: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "slipway-report-"));
    cpSync(join(root, "tests", "fixtures", "organization"), directory, { recursive: true });
    graph = join(directory, "graph.json");
    writeFileSync(graph, JSON.stringify(reportGraph()));
    process.chdir(directory);
  });
  after(() => {
    process.chdir(root);
    rmSync(directory, { recursive: true });
  });

  const report = (...args: string[]) => slipway("-C", directory, "report", ...args);

  it("writes the page beside the files where git ignores it, and says where, how much and what is not allowed", async () => {
    const { code, stdout, stderr } = await report("--graph", graph);
    assert.equal(code, 0, stderr);
    const file = join(directory, ".slipway", "report.html");
    assert.ok(stdout.includes(file), stdout);
    assert.match(stdout, /7 stacks, 2 pipelines, 8 roles/);
    assert.match(stdout, /\d+ of \d+ requests are not known to be allowed/);
    assert.match(readFileSync(file, "utf8"), /^<!doctype html>\n<html lang="en-GB">/);
    assert.equal(readFileSync(join(directory, ".slipway", ".gitignore"), "utf8"), "*\n");
  });

  it("writes to the file that is named, the same bytes each time, and answers machines in JSON", async () => {
    const { code, stdout, stderr } = await report("--graph", graph, "--output", "new/folder/page.html", "--json");
    assert.equal(code, 0, stderr);
    const said = JSON.parse(stdout);
    assert.equal(said.file, join(directory, "new", "folder", "page.html"));
    assert.deepEqual([said.pipelines, said.stacks, said.roles], [2, 7, 8]);
    assert.ok(said.requests.allowed > 0);
    const written = readFileSync(said.file);
    assert.equal(said.bytes, written.length);
    assert.deepEqual(written, readFileSync(join(directory, ".slipway", "report.html")));
  });

  it("shows the programs as they are when no graph is given", async () => {
    const { code, stdout, stderr } = await report("--output", "own.html", "--note", "commit 5378c3c", "--json");
    assert.equal(code, 0, stderr);
    const page = readFileSync(join(directory, "own.html"), "utf8");
    assert.ok(JSON.parse(stdout).pipelines >= 2);
    assert.match(page, /<h1>[^<]*<\/h1>\s*<p class="muted">commit 5378c3c<\/p>/);
    for (const service of ["payments", "price-feed"])
      assert.match(page, new RegExp(`<h2 [^>]*>Pipeline [^<]*${service}`));
  });

  it("ends with 2 for a graph that is none, with 3 for a file that it cannot write, and writes nothing", async () => {
    writeFileSync(join(directory, "other.json"), "[]");
    for (const file of ["missing.json", "other.json"]) {
      const { code, stderr } = await report("--graph", file, "--output", "none.html");
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(`--graph ${file.replace(".", "\\.")}: .*slipway graph --json`));
    }
    const { code, stderr } = await report("--graph", graph, "--output", join(graph, "below-a-file.html"));
    assert.equal(code, 3, stderr);
    assert.match(stderr, /cannot be written/);
    assert.ok(!existsSync(join(directory, "none.html")));
  });
});
