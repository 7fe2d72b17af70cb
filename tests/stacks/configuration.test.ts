import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configurationOfFiles, refuseOtherConfiguration } from "../../stacks/configuration";

describe("engine configuration", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "slipway-configuration-"));
    writeFileSync(
      join(directory, "Pulumi.yaml"),
      `name: slipway
config:
  pulumi:disable-default-providers: { value: ["*"] }
  slipway:organization:
    value: { prefix: acme, accounts: { toolchain: "011111111111" }, home: us-east-1 }
`,
    );
    writeFileSync(
      join(directory, "Pulumi.dev.yaml"),
      "config:\n  slipway:environment: { account: dev, region: us-east-1, network: { cidr: 10.0.0.0/16, zones: 2 } }\n",
    );
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const organization = '{"accounts":{"toolchain":"011111111111"},"home":"us-east-1","prefix":"acme"}';
  const environment = '{"account":"dev","network":{"cidr":"10.0.0.0/16","zones":2},"region":"us-east-1"}';

  it("that says what the files say passes, in whatever order and with numbers as text", () => {
    const files = configurationOfFiles(directory, "slipway", "dev");
    refuseOtherConfiguration(files, {
      "slipway:organization": organization,
      "slipway:environment": environment.replace('"zones":2', '"zones":"2"'),
      "pulumi:disable-default-providers": '["*"]',
    });
  });

  it("that differs, or is in no file, is refused all at once", () => {
    const files = configurationOfFiles(directory, "slipway", "dev");
    const engine = {
      "slipway:organization": organization.replace("011111111111", "11111111111"),
      "slipway:environment": environment,
      "aws:region": "eu-west-1",
    };
    assert.throws(
      () => refuseOtherConfiguration(files, engine),
      (error: Error) => {
        assert.match(error.message, /slipway:organization is \{"prefix":"acme".*\} in the files/);
        assert.match(error.message, /aws:region is in no file/);
        assert.doesNotMatch(error.message, /slipway:environment is/);
        return true;
      },
    );
  });

  it("that is a secret, which the engine gives in clear text, does not appear in the refusal", () => {
    assert.throws(
      () => refuseOtherConfiguration({}, { "slipway:token": "hunter2" }),
      (error: Error) => /slipway:token/.test(error.message) && !/hunter2/.test(error.message),
    );
  });

  it("of a stack without a file is the organisation's alone", () => {
    assert.deepEqual(Object.keys(configurationOfFiles(directory, "slipway", "orders.dev")), [
      "pulumi:disable-default-providers",
      "slipway:organization",
    ]);
  });
});
