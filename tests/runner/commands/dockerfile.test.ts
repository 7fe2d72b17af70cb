import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../catalog/package-root";
import { slipway } from "./slipway";

describe("slipway dockerfile lint", () => {
  const organization = join(packageRoot(), "tests", "fixtures", "organization");
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-dockerfile-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function lint(text: string) {
    const file = join(folder, "Dockerfile");
    writeFileSync(file, text);
    return slipway("-C", organization, "dockerfile", "lint", file);
  }

  it("lets pass what builds on a cache of the toolchain's registry", async () => {
    const host = "444455556666.dkr.ecr.eu-west-1.amazonaws.com";
    const { code, stdout } = await lint(`FROM ${host}/globex-base/docker/library/alpine:3.20\n`);
    assert.equal(code, 0, stdout);
  });

  it("ends with 3 for a public image and for latest, and names line, image and remedy", async () => {
    const { code, stdout } = await lint("FROM alpine:3.20 AS one\nFROM globex/base:latest\n");
    assert.equal(code, 3);
    assert.match(stdout, /Dockerfile:1: alpine:3\.20: .*globex-base\/docker/);
    assert.match(stdout, /Dockerfile:2: /);
  });

  it("ends with 2 for a file that is not there", async () => {
    assert.equal((await slipway("-C", organization, "dockerfile", "lint", join(folder, "none"))).code, 2);
  });
});
