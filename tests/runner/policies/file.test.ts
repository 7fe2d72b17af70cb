import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Configuration, ConfigurationError, settingsOf } from "../../../policies/configuration";
import { rules } from "../../../policies/rules";
import { checkPolicies, policiesFile, readPolicies } from "../../../runner/policies/file";
import { policiesSchema, ruleNames } from "../../../runner/policies/schema";
import { cases } from "../../policies/cases";

const exemption = {
  rule: "kms-key-rotates",
  resource: "orders-*",
  reason: "Replaced in the spring",
  until: "2999-12-31",
};

describe("policies.yaml", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "slipway-policies-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (content: unknown, name = policiesFile) =>
    writeFileSync(join(directory, name), typeof content === "string" ? content : JSON.stringify(content));
  const problems = (today?: string) =>
    checkPolicies(directory, today).map(({ file, path, message }) => `${file}: ${path}: ${message}`);

  it("may be absent", () => {
    assert.deepEqual(problems(), []);
    assert.deepEqual(readPolicies(directory), {});
  });

  it("says what it says: levels, settings and exemptions", () => {
    const configuration = {
      rules: {
        "kms-key-rotates": "remediate",
        "ec2-security-group-is-closed-to-everyone": { ports: [443], enforcementLevel: "advisory" },
        "artifact-bucket-is-private": "disabled",
      },
      exemptions: [exemption, { ...exemption, rule: "iam-check/known-action" }],
    };
    write(configuration);
    assert.deepEqual(problems(), []);
    assert.deepEqual(readPolicies(directory), configuration);
  });

  it("names all problems at once, with file, path, and what may have been meant", () => {
    write({
      exemption: [],
      rules: {
        "kms-key-rotate": "advisory",
        "kms-key-rotates": "sometimes",
        "ec2-volume-is-encrypted": "remediate",
        "ec2-security-group-is-closed-to-everyone": { port: 22, ports: ["ssh"] },
        "iam-role-trusts-named-principals": { organization: "o-a1b2c3d4e5" },
        "cloudwatch-log-group-expires": 30,
      },
      exemptions: [
        { ...exemption, until: "2027-02-30", reason: "later" },
        { ...exemption, rule: "kms-key-rotate" },
        { ...exemption, rule: "iam-check/known-actions" },
        "all",
      ],
    });
    const found = problems();
    const starts = [
      'rules.kms-key-rotate: no rule is called kms-key-rotate. Did you mean "kms-key-rotates"?',
      'exemptions[1].rule: no rule is called kms-key-rotate. Did you mean "kms-key-rotates"?',
      'exemptions[2].rule: no rule is called iam-check/known-actions. Did you mean "iam-check/known-action"',
      'exemption: is not known here. Did you mean "exemptions"?',
      "rules.kms-key-rotates: must be mandatory, advisory, remediate, disabled, or a map of settings",
      "rules.ec2-volume-is-encrypted: must be mandatory, advisory, disabled, or a map of settings",
      'rules.ec2-security-group-is-closed-to-everyone.port: is not known here. Did you mean "ports"?',
      "rules.ec2-security-group-is-closed-to-everyone.ports[0]: ",
      "rules.iam-role-trusts-named-principals.organization: is not known here",
      "rules.cloudwatch-log-group-expires: must be mandatory, advisory, remediate, disabled, or a map of settings",
      'exemptions[0].until: must be a day that exists, such as "2027-03-31"',
      "exemptions[0].reason: says too little: at least 10 characters",
      "exemptions[3]: ",
    ];
    for (const start of starts) {
      const expected = `${policiesFile}: ${start}`;
      assert.ok(
        found.some((each) => each.startsWith(expected)),
        `${expected}\nis not in\n${found.join("\n")}`,
      );
    }
    assert.equal(found.length, starts.length, found.join("\n"));
  });

  it("is refused as a whole where it is used, with the same problems", () => {
    write({ rules: { "kms-key-rotate": "advisory", "kms-key-rotates": "sometimes" } });
    assert.throws(
      () => readPolicies(directory),
      (error: Error) => {
        assert.equal(error.name, "CatalogError");
        assert.match(error.message, /2 problems/);
        return true;
      },
    );
  });

  it("does not name a rule twice, by its present and its earlier name", () => {
    const rule = rules.find(({ formerly }) => formerly !== undefined)!;
    write({ rules: { [rule.name]: "advisory", [rule.formerly!]: "disabled" } });
    assert.match(problems().join("\n"), new RegExp(`rules\\.${rule.name}: means the same rule as ${rule.formerly}`));
  });

  it("reports an exemption that has ended when it is checked, and leaves it to the pack when it is used", () => {
    write({ exemptions: [{ ...exemption, until: "2027-03-31" }] });
    assert.deepEqual(problems("2027-03-31"), []);
    assert.match(problems("2027-04-01").join("\n"), /exemptions\[0\]: The exemption of orders-\* ended on 2027-03-31/);
    assert.equal(readPolicies(directory).exemptions?.length, 1);
  });

  it("is not YAML of any kind: syntax, an empty file and a name that nobody reads are problems", () => {
    write("rules: [");
    assert.match(problems().join("\n"), /line 1, column/);
    write("");
    assert.match(problems().join("\n"), /the file is empty/);
    rmSync(join(directory, policiesFile));
    write({ rules: {} }, "policies.yml");
    assert.match(problems().join("\n"), /policies\.yml: : is not read under this name; rename it to policies\.yaml/);
  });

  it("takes what the pack takes, and refuses what the pack refuses", () => {
    const accepts = (configuration: Configuration) => {
      const [given] = Object.keys(configuration.rules!);
      try {
        settingsOf(
          configuration,
          rules.filter(({ name, formerly }) => name === given || formerly === given),
        );
        return true;
      } catch (error) {
        assert.ok(error instanceof ConfigurationError);
        return false;
      }
    };
    const given = [
      ...ruleNames.flatMap((name) =>
        ["mandatory", "advisory", "remediate", "disabled", "off"].map((level) => ({ [name]: level })),
      ),
      ...rules.flatMap(({ name }) => (cases[name] ?? []).map(({ settings = {} }) => ({ [name]: settings }))),
      ...rules.map(({ name }) => ({ [name]: { nonsense: 1 } })),
    ];
    const { shape } = policiesSchema.shape.rules.unwrap();
    for (const each of given as Array<NonNullable<Configuration["rules"]>>) {
      const [[name, settings]] = Object.entries(each) as [[string, object | string]];
      // That one is the catalog's.
      if (typeof settings === "object" && "organization" in settings) continue;
      assert.equal(shape[name]!.safeParse(settings).success, accepts({ rules: each }), JSON.stringify(each));
    }
  });
});
