import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { readBuildspec } from "../../catalog/buildspec/read";
import { checkCatalog } from "../../catalog/load";
import { packageRoot } from "../../catalog/package-root";
import { tables, withTables } from "../../catalog/schema/reference";
import { checkPolicies, policiesFile } from "../../runner/policies/file";

const root = packageRoot();
const documents = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)];

interface Example {
  file: string;
  text: string;
}

/** The fenced YAML of a document; the first line of each names the file that it is. */
function examplesOf(document: string): Example[] {
  const text = readFileSync(join(root, document), "utf8");
  return [...text.matchAll(/^```ya?ml\n([\s\S]*?)^```$/gm)].map(([, block]) => {
    const file = /^# (\S+\.ya?ml)\n/.exec(block!)?.[1];
    assert.ok(file, `${document}: an example does not begin with a comment that names its file:\n${block}`);
    return { file, text: block! };
  });
}

const environment = (account: string, region: string, second: number) =>
  `config: { "slipway:environment": { account: ${account}, region: ${region}, network: { cidr: 10.${second}.0.0/16, zones: 2 } } }\n`;

/** The organisation that the documents speak of, without services. */
const organization: Record<string, string> = {
  "Pulumi.yaml": `
name: slipway
runtime: nodejs
config:
  pulumi:disable-default-providers: { value: ["*"] }
  slipway:organization:
    value:
      prefix: acme
      home: us-east-1
      accounts: { toolchain: "111111111111", dev: "222222222222", uat: "444444444444", prod: "333333333333" }
`,
  "Pulumi.dev.yaml": environment("dev", "us-east-1", 10),
  "Pulumi.uat.yaml": environment("uat", "us-east-1", 30),
  "Pulumi.prod.yaml": environment("prod", "us-east-1", 20),
  "Pulumi.prod-eu-west-1.yaml": environment("prod", "eu-west-1", 21),
};

/** Problems of a document's examples, taken together as the files of one directory. */
function problemsOf(examples: Example[]) {
  const directory = mkdtempSync(join(tmpdir(), "slipway-docs-"));
  try {
    for (const [file, text] of [...Object.entries(organization), ...examples.map((each) => [each.file, each.text])]) {
      mkdirSync(dirname(join(directory, file!)), { recursive: true });
      writeFileSync(join(directory, file!), text!);
    }
    return checkCatalog(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function problemsOfPolicies(text: string) {
  const directory = mkdtempSync(join(tmpdir(), "slipway-docs-"));
  try {
    writeFileSync(join(directory, policiesFile), text);
    // Before any exemption in it has ended.
    return checkPolicies(directory, "2026-01-01");
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe("examples in the documents", () => {
  for (const document of documents) {
    it(`${document}: every YAML example is a file that Slipway takes`, () => {
      const examples = examplesOf(document);
      const names = examples.map(({ file }) => file);
      assert.deepEqual(names, [...new Set(names)], "two examples are the same file");
      const ours = examples.filter(({ file }) => /^(Pulumi\.|services\/)/.test(file));
      assert.deepEqual(ours.length === 0 ? [] : problemsOf(ours), []);
      for (const { text } of examples.filter(({ file }) => file === policiesFile)) {
        assert.deepEqual(problemsOfPolicies(text), []);
      }
      for (const { file, text } of examples.filter((each) => !ours.includes(each) && each.file !== policiesFile)) {
        assert.deepEqual(readBuildspec(file, text, { variables: [] }).problems, []);
      }
    });
  }

  it("a mistake in an example is found", () => {
    const [example] = examplesOf("docs/pipelines.md");
    const problems = problemsOf([{ ...example!, text: example!.text.replace("stages:", "stage:") }]);
    assert.ok(problems.some(({ path }) => path === "stage"));
  });

  it("the README shows the service that is there", function () {
    const file = "services/payments.yaml";
    // A company puts its own services in the place of the example's.
    if (!existsSync(join(root, file))) this.skip();
    const shown = examplesOf("README.md").find((each) => each.file === file);
    assert.deepEqual(parse(shown?.text ?? ""), parse(readFileSync(join(root, file), "utf8")));
  });

  it("docs/pipelines.md lists the fields as the schemas describe them", () => {
    const text = readFileSync(join(root, "docs", "pipelines.md"), "utf8");
    assert.equal(text, withTables(text), "run: node -r ts-node/register/transpile-only catalog/schema/generate.ts");
    for (const name of Object.keys(tables)) assert.ok(text.includes(`<!-- fields: ${name} -->`), `no table ${name}`);
  });

  it("no document points to a file that is not there", () => {
    for (const document of documents) {
      const text = readFileSync(join(root, document), "utf8");
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]!);
      for (const link of links) assert.ok(existsSync(join(root, dirname(document), link)), `${document}: ${link}`);
    }
  });
});
