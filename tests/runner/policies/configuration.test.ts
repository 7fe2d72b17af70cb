import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../catalog/package-root";
import { buildPolicyPack } from "../../../policies/build";
import { engineConfiguration } from "../../../policies/configuration";
import { rules } from "../../../policies/rules";
import { configurationOf } from "../../../runner/policies/configuration";
import { packDigest, pinnedPack } from "../../../runner/policies/pack";
import { withCopy } from "../../catalog/organization";
import { fixtureCatalog } from "../../stacks/graphs";

const principals = "iam-role-trusts-named-principals";

/** The configuration of the test organisation with this policies.yaml. */
function configured(file: object) {
  return withCopy((copy) => configurationOf(copy.write("policies.yaml", JSON.stringify(file)).load()).rules!);
}

describe("the pack's configuration for a company", () => {
  const { accounts, id, tags } = fixtureCatalog.organization;

  it("knows the company's accounts, id, networks and tags without being told", () => {
    const found = configurationOf(fixtureCatalog).rules!;
    for (const name of [principals, "iam-resource-policy-names-its-principals"]) {
      const settings = found[name] as { accounts: string[]; organization: string };
      for (const account of Object.values(accounts)) assert.ok(settings.accounts.includes(account), account);
      assert.equal(settings.organization, id);
    }
    const { prefixes } = found["ec2-vpc-has-approved-range"] as { prefixes: string[] };
    for (const { network } of fixtureCatalog.environments) {
      assert.ok(prefixes.some((prefix) => network.cidr.startsWith(prefix)));
    }
    const required = found["aws-resource-has-required-tags"] as { tags: object };
    assert.deepEqual(Object.keys(required.tags).sort(), ["slipway:stack", ...Object.keys(tags)].sort());
  });

  it("takes lists and maps of policies.yaml on top, and levels and other settings as they are", () => {
    const found = configured({
      rules: {
        [principals]: { accounts: ["999999999999"], enforcementLevel: "advisory" },
        "aws-resource-has-required-tags": { tags: { owner: ["platform"] } },
        "ec2-vpc-has-approved-range": "disabled",
        "cloudwatch-log-group-expires": { minimum: 30 },
      },
    });
    const settings = found[principals] as { accounts: string[]; enforcementLevel: string };
    assert.deepEqual(settings.accounts.slice(-1), ["999999999999"]);
    assert.ok(settings.accounts.length > Object.keys(accounts).length);
    assert.equal(settings.enforcementLevel, "advisory");
    const { tags: required } = found["aws-resource-has-required-tags"] as { tags: Record<string, string[]> };
    assert.deepEqual(required["owner"], ["platform"]);
    assert.ok("slipway:stack" in required);
    assert.equal((found["ec2-vpc-has-approved-range"] as { enforcementLevel: string }).enforcementLevel, "disabled");
    assert.deepEqual(found["cloudwatch-log-group-expires"], { minimum: 30 });
  });

  it("uses the present names of rules", () => {
    const found = configured({ rules: { "artifact-bucket-is-private": "disabled" } });
    assert.equal(found["s3-bucket-refuses-clear-text"], "disabled");
    assert.equal(found["artifact-bucket-is-private"], undefined);
  });

  it("adds only what the rules understand", () => {
    assert.doesNotThrow(() => engineConfiguration(configurationOf(fixtureCatalog), rules));
  });
});

describe("the pinned pack", () => {
  const exemption = { resource: "x", reason: "An example of one", until: "2999-12-31" };
  const pinned = (file: object) =>
    withCopy((copy) => pinnedPack(copy.write("policies.yaml", JSON.stringify(file)).load()));

  it("has the digest of its files, whatever its configuration, and a digest of that", () => {
    const plain = pinned({ rules: {} });
    const strict = pinned({ rules: { "cloudwatch-log-group-expires": { minimum: 30 } } });
    assert.match(plain.digest, /^[0-9a-f]{64}$/);
    assert.equal(plain.digest, packDigest(plain.folder));
    assert.equal(plain.digest, strict.digest);
    assert.notEqual(plain.configuration, strict.configuration);
    assert.equal(plain.configuration, pinned({}).configuration);
  });

  it("has the same digest wherever the same sources are compiled", function () {
    this.timeout(20_000);
    const root = mkdtempSync(join(tmpdir(), "slipway-pack-"));
    try {
      symlinkSync(join(packageRoot(), "node_modules"), join(root, "node_modules"), "junction");
      const digests = ["one", join("another", "place")].map((name) => {
        const source = join(packageRoot(), "policies");
        cpSync(source, join(root, name), { recursive: true, filter: (path) => path !== join(source, "dist") });
        return packDigest(buildPolicyPack(join(root, name)));
      });
      assert.equal(digests[0], digests[1]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("does not hand the engine the exemptions of `slipway iam check`, which the pack does not know", () => {
    const { settings } = pinned({ exemptions: [{ ...exemption, rule: "iam-check/known-action" }] });
    assert.doesNotMatch(JSON.stringify(settings), /iam-check/);
  });
});
