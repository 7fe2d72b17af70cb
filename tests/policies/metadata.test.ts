import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { actionTable, tableFile } from "../../policies/generate";
import { rules } from "../../policies/rules";
import { selectRules } from "../../policies/select";

const folder = join(__dirname, "..", "..", "policies", "rules");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && name !== "index.ts")
  .map((name) => join(folder, name));
const constant = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

describe("the rules' metadata", () => {
  it("is in the index for every file, one rule a file, in the order of their names", () => {
    const named = files.map((file) => basename(file, ".ts")).sort();
    assert.deepEqual(rules.map(({ name }) => name).sort(), named);
    assert.deepEqual(
      rules.map(({ service, name }) => `${service}/${name}`),
      rules.map(({ service, name }) => `${service}/${name}`).sort(),
    );
  });

  it("names a rule by service, thing and what is true of it, in the folder of the service", () => {
    const verbs =
      /-(are|bounds|can|deploys|expires|finds|grants|has|hears|holds|is|keeps|names|owns|pins|refuses|requires|reserves)(-|$)/;
    const others = /-(resists|rolls|rotates|scans|stands|trusts|uses|validates|waits|watches)(-|$)/;
    for (const { name, service } of rules) {
      assert.match(name, /^[a-z0-9]+(-[a-z0-9]+){2,}$/);
      assert.ok(name.startsWith(`${service}-`), name);
      assert.ok(verbs.test(name) || others.test(name), `${name} has no verb`);
      assert.ok(existsSync(join(folder, service, `${name}.ts`)), name);
    }
  });

  for (const file of files) {
    const name = basename(file, ".ts");
    it(`agrees with the doc comment of ${name}`, () => {
      const rule = rules.find((each) => each.name === name)!;
      const source = readFileSync(file, "utf8");
      const [, comment = ""] =
        new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\nexport const ${constant(name)}: `).exec(source) ?? [];
      const paragraphs = comment.split(/\n \*[ ]*\n/).map((text) =>
        text
          .replace(/\n? \* ?/g, " ")
          .replace(/\s+/g, " ")
          .trim(),
      );
      assert.equal(paragraphs[0], rule.description);
      const topics = rule.topics.join(", ");
      assert.equal(paragraphs.at(-1), `Service: ${rule.service}. Severity: ${rule.severity}. Topics: ${topics}.`);
      assert.equal(/Can repair/.test(comment), "remediate" in rule, "whether it can repair");
      assert.equal(basename(dirname(file)), rule.service);
    });
  }

  it("has a remedy and a word about unknown values that are sentences, and a public source", () => {
    for (const { name, remedy, unknowns, source } of rules) {
      assert.match(remedy, /^[A-Z].*\.$/, name);
      assert.match(unknowns, /^[A-Z].*\.$/, name);
      assert.match(source, /^https:\/\/(docs\.aws\.amazon\.com|aws\.amazon\.com|www\.pulumi\.com)\//, name);
    }
  });

  it("has a default for every setting", () => {
    for (const { name, config } of rules) if (config) assert.ok(config.safeParse({}).success, name);
  });

  it("names types that @pulumi/aws has", () => {
    const aws = dirname(require.resolve("@pulumi/aws/package.json"));
    const types = rules.flatMap((rule) => ("checkStack" in rule ? (rule.reads ?? []) : rule.types));
    for (const type of new Set(types.filter((each) => each.startsWith("aws:")))) {
      const path = join(aws, `${type.split(":")[1]}.js`);
      assert.ok(existsSync(path) && readFileSync(path, "utf8").includes(`'${type}'`), type);
    }
  });

  it("knows the actions of the catalogue that is installed", async () => {
    assert.deepEqual(JSON.parse(readFileSync(tableFile, "utf8")), await actionTable(), "npm run generate");
  });

  it("answers queries: all rules, a service, a topic and severity, a framework or one control of it", () => {
    assert.deepEqual(selectRules(rules), [...rules]);
    assert.deepEqual(
      selectRules(rules, { services: ["kms"] }).map(({ name }) => name),
      [
        "kms-key-can-be-recalled",
        "kms-key-is-used-through-services",
        "kms-key-reserves-its-aliases",
        "kms-key-rotates",
      ],
    );
    const critical = selectRules(rules, { topics: ["trust"], severities: ["critical"] });
    assert.ok(critical.length > 1 && critical.every((rule) => rule.topics.includes("trust")));
    assert.deepEqual(
      selectRules(rules, { frameworks: ["SecurityHub KMS.4"] }).map(({ name }) => name),
      ["kms-key-rotates"],
    );
    assert.ok(selectRules(rules, { frameworks: ["SecurityHub"] }).length > 10);
    assert.deepEqual(selectRules(rules, { frameworks: ["SecurityHub K"] }), []);
  });
});
