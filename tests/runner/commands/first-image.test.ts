import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { exitCodes } from "../../../runner/exit";
import { fixture } from "../../catalog/organization";
import { slipway } from "./slipway";

describe("slipway on a function whose image is not built yet", function () {
  this.timeout(20_000);
  const todo = /hello\.test waits for the first image of hello: apply hello\.pipeline/;
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-first-image-"));
    cpSync(fixture, folder, { recursive: true });
    const file = join(folder, "services", "hello.yaml");
    const document = parseDocument(readFileSync(file, "utf8"));
    document.deleteIn(["target", "placeholder"]);
    writeFileSync(file, document.toString());
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("takes the files, and shows what the stage waits for", async () => {
    assert.equal((await slipway("-C", folder, "catalog", "check")).code, exitCodes.done);
    const { stdout } = await slipway("-C", folder, "catalog", "show");
    assert.match(stdout, todo);
    assert.match(stdout, /^ {2}hello\.pipeline /m);
    assert.doesNotMatch(stdout, /^ {2}hello\.test /m);
  });

  it("answers with what is to do whoever applies its stack or releases to it, and changes nothing", async () => {
    const digest = `sha256:${"a".repeat(64)}`;
    for (const words of [
      ["up", "hello.test", "--yes"],
      ["pulumi", "--", "up", "-s", "hello.test"],
      ["release", "hello", "test", "--digest", digest],
    ]) {
      const { code, stderr } = await slipway("-C", folder, ...words);
      assert.equal(code, exitCodes.usage, stderr);
      assert.match(stderr, todo);
    }
  });

  it("says so before everything else is applied", async () => {
    const { isTTY } = process.stdin;
    // Where nobody can be asked it ends before anything is done.
    process.stdin.isTTY = false;
    try {
      const { code, stderr } = await slipway("-C", folder, "up", "--all");
      assert.equal(code, exitCodes.usage, stderr);
      assert.match(stderr, todo);
    } finally {
      process.stdin.isTTY = isTTY;
    }
  });
});
