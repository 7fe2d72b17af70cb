import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPolicyPack } from "../../policies/build";
import { type Configuration, engineConfiguration } from "../../policies/configuration";
import { rules } from "../../policies/rules";
import { type EngineLaptop, openEngineLaptop } from "./laptop";

const program = `
import * as aws from "@pulumi/aws";
const provider = new aws.Provider("target", { region: "us-east-1" });
new aws.iam.Policy("too-much", {
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: "All", Effect: "Allow", Action: "s3:*", Resource: "*" }],
  }),
}, { provider });
new aws.kms.Key("orders", { enableKeyRotation: false }, { provider });
`;

describe("the policy pack in the engine", function () {
  this.timeout(600_000);
  let laptop: EngineLaptop;
  let folder: string;
  before(async function () {
    folder = mkdtempSync(join(tmpdir(), "slipway-policy-"));
    laptop = await openEngineLaptop(this, program);
  });
  after(async () => {
    await laptop?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A preview under the pack with this configuration, as a file of the engine's own form. */
  function preview(configuration: object) {
    const file = join(folder, "configuration.json");
    writeFileSync(file, JSON.stringify(configuration));
    return laptop.run(["preview", "--policy-pack", buildPolicyPack(), "--policy-pack-config", file]);
  }

  it("lets a preview pass that is exempt, and repairs what it may", async () => {
    const exemption = { rule: "iam-statement-has-no-wildcard-action-on-wildcard-resource", resource: "too-much" };
    const configuration: Configuration = {
      rules: { "kms-key-rotates": "remediate" },
      exemptions: [{ ...exemption, reason: "Written before the rule", until: "2999-12-31" }],
    };
    const { code, output } = await preview(engineConfiguration(configuration, rules));
    assert.equal(code, 0, output);
    assert.match(output, /kms-key-rotates/);
    assert.doesNotMatch(output, /The key does not rotate/);
  });

  it("refuses a configuration that a rule does not understand", async () => {
    const { code, output } = await preview({ "ec2-security-group-is-closed-to-everyone": { ports: ["https"] } });
    assert.notEqual(code, 0, output);
    assert.match(output, /ports/);
  });

  it("judges state that exists already, without program or provider", async () => {
    const type = "aws:kms/key:Key";
    const provider = {
      urn: "urn:pulumi:prod::p::pulumi:providers:aws::target",
      id: "11111111-1111-4111-8111-111111111111",
    };
    const resources = [
      { ...provider, custom: true, type: "pulumi:providers:aws" },
      ...[true, false].map((enableKeyRotation) => ({
        ...{ urn: `urn:pulumi:prod::p::${type}::key-${enableKeyRotation}`, custom: true, id: "k", type },
        ...{
          provider: `${provider.urn}::${provider.id}`,
          inputs: { enableKeyRotation },
          outputs: { enableKeyRotation },
        },
      })),
    ];
    const manifest = { time: "2027-01-01T00:00:00Z", magic: "", version: "" };
    const file = join(folder, "state.json");
    writeFileSync(file, JSON.stringify({ version: 3, deployment: { manifest, resources } }));
    const { code, output } = await laptop.run([
      "policy",
      "analyze",
      "--policy-pack",
      buildPolicyPack(),
      "--file",
      file,
    ]);
    assert.notEqual(code, 0, output);
    assert.match(output, /kms-key-rotates .*key-false/);
    assert.doesNotMatch(output, /key-true/);
  });

  for (const verb of ["preview", "up"]) {
    it(`stops a ${verb} that violates a mandatory rule before anything is made`, async () => {
      const yes = verb === "up" ? ["--yes"] : [];
      const { code, output } = await laptop.run([verb, ...yes, "--policy-pack", buildPolicyPack()]);
      assert.notEqual(code, 0, output);
      assert.match(output, /no-wildcard-action-on-wildcard-resource/);
      assert.match(output, /mandatory/);
      const exported = await laptop.run(["stack", "export"]);
      assert.deepEqual(JSON.parse(exported.output).deployment.resources ?? [], []);
    });
  }
});
