import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadCatalog } from "../../catalog/load";
import { packageRoot } from "../../catalog/package-root";
import runProgram from "../../stacks/index";
import { type BuildOptions, build, buildError } from "../components/harness";

const variables = ["SLIPWAY_DIRECTORY", "SLIPWAY_RUN", "SLIPWAY_ACCESS"];

describe("the Pulumi program", () => {
  const before_ = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
  let directory: string;
  let stack: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "slipway-program-"));
    cpSync(join(packageRoot(), "tests", "fixtures", "organization"), directory, { recursive: true });
    stack = loadCatalog(directory).stacks.find(({ kind }) => kind === "account")!.name;
  });
  beforeEach(() => {
    for (const name of variables) delete process.env[name];
    process.env["SLIPWAY_DIRECTORY"] = directory;
    pulumi.runtime.setAllConfig({});
  });
  after(() => {
    pulumi.runtime.setAllConfig({});
    for (const [name, value] of Object.entries(before_)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(directory, { recursive: true, force: true });
  });
  const options = (more: BuildOptions = {}): BuildOptions => ({ stack, ...more });

  it("builds the stack that the engine runs, from the files, when the run holds its lock", async () => {
    process.env["SLIPWAY_RUN"] = `${stack}:0b9c`;
    const built = await build(runProgram, options());
    assert.ok(built.all("aws:iam/role:Role").length > 0);
  });

  it("previews without a lock", async () => {
    const built = await build(runProgram, options({ preview: true }));
    assert.ok(built.all("aws:iam/role:Role").length > 0);
  });

  it("refuses to change a stack without its lock before it registers anything", async () => {
    const error = await buildError(runProgram, options());
    assert.ok(pulumi.RunError.isInstance(error));
    assert.match(error.message, /holds no lock/);
  });

  it("refuses engine configuration that is not in the files", async () => {
    pulumi.runtime.setAllConfig({ "slipway:organization": '{"prefix":"other"}' });
    assert.match((await buildError(runProgram, options({ preview: true }))).message, /slipway:organization is/);
  });

  it("refuses a stack that no file declares, and an access that does not exist", async () => {
    assert.match((await buildError(runProgram, { stack: "nothing", preview: true })).message, /nothing/);
    process.env["SLIPWAY_ACCESS"] = "admin";
    assert.match((await buildError(runProgram, options({ preview: true }))).message, /SLIPWAY_ACCESS is "admin"/);
  });
});
