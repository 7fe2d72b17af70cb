import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../catalog/package-root";
import { rules } from "../../../policies/rules";
import { slipway } from "./slipway";

describe("slipway policies", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "slipway-policies-"));
    cpSync(join(packageRoot(), "tests", "fixtures", "organization"), directory, { recursive: true });
  });
  beforeEach(() => writeFileSync(join(directory, "policies.yaml"), "rules: { kms-key-rotates: remediate }\n"));
  after(() => rmSync(directory, { recursive: true }));

  it("config prints the whole configuration, for people as for machines", async () => {
    const { code, stdout } = await slipway("-C", directory, "policies", "config");
    assert.equal(code, 0);
    const settings = JSON.parse(stdout);
    assert.deepEqual(
      Object.keys(settings),
      rules.map(({ name }) => name),
    );
    assert.equal(settings["kms-key-rotates"].enforcementLevel, "remediate");
    assert.ok(settings["iam-role-trusts-named-principals"].accounts.length > 0);
    assert.equal((await slipway("-C", directory, "policies", "config", "--json")).stdout, stdout);
  });

  it("refuses a configuration with mistakes, and catalog check prints them with those of other files", async () => {
    writeFileSync(join(directory, "policies.yaml"), "rules: { kms-key-rotates: often, kms-key: advisory }\n");
    assert.equal((await slipway("-C", directory, "policies", "config")).code, 3);
    const { code, stdout } = await slipway("-C", directory, "catalog", "check", "--json");
    assert.equal(code, 3);
    const paths = JSON.parse(stdout).problems.map(({ file, path }: Record<string, string>) => `${file} ${path}`);
    assert.deepEqual(paths.sort(), ["policies.yaml rules.kms-key", "policies.yaml rules.kms-key-rotates"]);
  });

  it("is never silent about what it lets pass: check names disabled rules and exemptions with their reasons", async () => {
    const exemption = { rule: "kms-key-rotates", resource: "legacy-*", reason: "Imported keys", until: "2999-12-31" };
    const file = { rules: { "ec2-volume-is-encrypted": "disabled" }, exemptions: [exemption] };
    writeFileSync(join(directory, "policies.yaml"), JSON.stringify(file));
    const { stdout } = await slipway("-C", directory, "check");
    assert.match(stdout, /^Not asked, because policies\.yaml disables it: ec2-volume-is-encrypted$/m);
    assert.match(stdout, /^Exempt until 2999-12-31: legacy-\* from kms-key-rotates \("Imported keys"\)$/m);
    const { stdout: json } = await slipway("-C", directory, "check", "--json");
    assert.deepEqual(JSON.parse(json).waived, { disabled: ["ec2-volume-is-encrypted"], exemptions: [exemption] });
  });

  it("wants to know which stacks, and which organisation", async () => {
    for (const args of [
      ["policies", "status"],
      ["policies", "status", "--all", "payments.pipeline"],
      ["check", "--state"],
      ["check", "--all"],
      ["check", "payments.pipeline"],
      ["check", "--state", "--all", "--graph", "graph.json"],
      ["policies", "publish"],
    ]) {
      const { code, stderr } = await slipway("-C", directory, ...args);
      assert.equal(code, 2, args.join(" "));
      assert.match(stderr, /^slipway: slipway (policies|check)/);
    }
  });

  it("publishes nothing without a token", async () => {
    const before = process.env["PULUMI_ACCESS_TOKEN"];
    delete process.env["PULUMI_ACCESS_TOKEN"];
    try {
      const { code, stderr } = await slipway("-C", directory, "policies", "publish", "--organization", "globex");
      assert.equal(code, 3);
      assert.match(stderr, /PULUMI_ACCESS_TOKEN is not set/);
    } finally {
      if (before !== undefined) process.env["PULUMI_ACCESS_TOKEN"] = before;
    }
  });
});
