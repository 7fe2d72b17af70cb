import assert from "node:assert/strict";
import { type CheckOptions, checkGraph } from "../../policies/check";
import { type Configuration, ConfigurationError, engineConfiguration, settingsOf } from "../../policies/configuration";
import { rules } from "../../policies/rules";
import { kmsKeyRotates } from "../../policies/rules/kms/kms-key-rotates";
import { s3PublicAccessBlockIsComplete } from "../../policies/rules/s3/s3-public-access-block-is-complete";
import { type Part, stackOf, urnOf } from "./fixtures";

const key: Part = { type: "aws:kms/key:Key", name: "orders-key", inputs: {} };
const chosen = [kmsKeyRotates, s3PublicAccessBlockIsComplete];
const exemption = {
  rule: "kms-key-rotates",
  resource: "orders-*",
  reason: "Migrated by the end of the quarter",
  until: "2027-03-31",
};

function found(configuration: Configuration, options: CheckOptions = {}, ...parts: Part[]) {
  const graph = { stacks: [stackOf(parts.length > 0 ? parts : [key])] };
  return checkGraph(graph, chosen, { configuration, today: "2027-01-01", ...options }).map(
    ({ rule, level, message }) => `${level} ${rule}: ${message}`,
  );
}
const violation = "kms-key-rotates: The key does not rotate. Set enableKeyRotation to true.";

function problems(configuration: object): string[] {
  try {
    settingsOf(configuration, rules);
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return error.problems;
  }
  return [];
}

describe("configuration of the policy pack", () => {
  it("changes a rule's level, alone or beside its settings, and turns it off", () => {
    assert.deepEqual(found({}), [`mandatory ${violation}`]);
    assert.deepEqual(found({ rules: { "kms-key-rotates": "advisory" } }), [`advisory ${violation}`]);
    assert.deepEqual(found({ rules: { "kms-key-rotates": { enforcementLevel: "advisory" } } }), [
      `advisory ${violation}`,
    ]);
    assert.deepEqual(found({ rules: { "kms-key-rotates": "disabled" } }), []);
  });

  it("repairs before it judges at level remediate, and judges what cannot be repaired as mandatory", () => {
    assert.deepEqual(found({ rules: { "kms-key-rotates": "remediate" } }), []);
    const unknown: Part = {
      type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      inputs: { blockPublicAcls: false },
    };
    assert.equal(found({}, {}, unknown).length, 1);
    assert.deepEqual(found({ rules: { "s3-public-access-block-is-complete": "remediate" } }, {}, unknown), []);
  });

  it("knows rules by their earlier name: all that it has become", () => {
    const settings = settingsOf({ rules: { "artifact-bucket-is-private": "disabled" } }, rules);
    const off = [...settings].filter(([, { level }]) => level === "disabled").map(([name]) => name);
    assert.deepEqual(off, [
      "s3-bucket-has-public-access-block",
      "s3-bucket-refuses-clear-text",
      "s3-public-access-block-is-complete",
      "s3-store-owns-its-objects",
      "s3-store-uses-customer-key",
    ]);
  });

  it("names all problems at once, with where they are", () => {
    const wrong = problems({
      exemption: [],
      rules: {
        "kms-key-spins": "advisory",
        "kms-key-rotates": "sometimes",
        "ec2-security-group-is-closed-to-everyone": { ports: [443, "ssh"], port: 22 },
        "iam-pass-role-names-its-service": { strict: true },
        "pass-role-names-its-service": "advisory",
        "ec2-volume-is-encrypted": "remediate",
      },
      exemptions: [
        { rule: "kms-key-rotates", resource: "x", until: "2027-02-30" },
        { ...exemption, rule: "kms-key-spins" },
        { ...exemption, reason: "later" },
        { ...exemption, resource: "*" },
      ],
    });
    const starts = [
      "exemption: is not known; use rules and exemptions",
      "rules.kms-key-spins: no rule is called kms-key-spins",
      "exemptions[0].reason: is required: say why",
      'exemptions[0].until: must be a day that exists, such as "2027-03-31"',
      "exemptions[1].rule: no rule is called kms-key-spins",
      "exemptions[2].reason: says too little: at least 10 characters",
      "exemptions[3].resource: must name resources; to switch a rule off, set its level",
      "rules.ec2-security-group-is-closed-to-everyone.ports.1: Invalid input: expected number",
      'rules.ec2-security-group-is-closed-to-everyone: Unrecognized key: "port"',
      "rules.ec2-volume-is-encrypted: the rule finds and cannot repair",
      "rules.iam-pass-role-names-its-service and rules.pass-role-names-its-service name the same rule",
      'rules.iam-pass-role-names-its-service: Unrecognized key: "strict"',
      "rules.kms-key-rotates.enforcementLevel: Invalid option",
    ];
    assert.equal(wrong.length, starts.length, wrong.join("\n"));
    starts.forEach((start, index) => {
      assert.ok(wrong[index]!.startsWith(start), `${wrong[index]}\nis not\n${start}`);
    });
  });
});

describe("exemptions", () => {
  for (const resource of ["orders-key", "orders-*", urnOf(key), "urn:pulumi:prod::*::orders-key"]) {
    it(`excuses the resource ${resource} until its day, and that day too`, () => {
      assert.deepEqual(found({ exemptions: [{ ...exemption, resource }] }), []);
      assert.deepEqual(found({ exemptions: [{ ...exemption, resource }] }, { today: "2027-03-31" }), []);
    });
  }

  it("excuses nothing else: another resource, another rule, a part of the name", () => {
    for (const resource of ["orders", "key", "rders-key", "aws:kms/key:Key"]) {
      assert.deepEqual(found({ exemptions: [{ ...exemption, resource }] }), [`mandatory ${violation}`], resource);
    }
    const other = found({ exemptions: [{ ...exemption, rule: "s3-public-access-block-is-complete" }] });
    assert.equal(other[0], `mandatory ${violation}`);
  });

  it("is a violation itself once it has ended, beside the violation that it no longer excuses", () => {
    assert.deepEqual(found({ exemptions: [exemption] }, { today: "2027-04-01" }), [
      `mandatory ${violation}`,
      'mandatory pack-exemption-is-current: kms-key-rotates: The exemption of orders-* ended on 2027-03-31 ("Migrated by the end of the quarter"). Remove it, or decide again and give it a new day.',
    ]);
  });

  it("is noted when it excuses nothing; one that matches no resource only when the graph is whole", () => {
    const good = { ...key, inputs: { enableKeyRotation: true } };
    const unused =
      "advisory pack-exemption-is-current: kms-key-rotates: the exemption of orders-* excuses nothing. Remove it.";
    assert.deepEqual(found({ exemptions: [exemption] }, {}, good), [unused]);
    const elsewhere = { ...good, name: "payments-key" };
    assert.deepEqual(found({ exemptions: [exemption] }, {}, elsewhere), []);
    assert.deepEqual(found({ exemptions: [exemption] }, { whole: true }, elsewhere), [unused]);
  });

  it("is told to the engine under its rule, with levels and settings", () => {
    const configuration = engineConfiguration(
      { rules: { "kms-key-rotates": "advisory" }, exemptions: [exemption] },
      chosen,
    );
    const { rule: _, ...own } = exemption;
    assert.deepEqual(configuration, {
      "kms-key-rotates": { enforcementLevel: "advisory", exemptions: [own] },
      "s3-public-access-block-is-complete": { enforcementLevel: "mandatory" },
      "pack-exemption-is-current": { exemptions: [exemption] },
    });
  });
});
