import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../../analysis/iam";
import { packageRoot } from "../../../catalog/package-root";
import { slipway } from "./slipway";

const vendor = "arn:aws:iam::999999999999:role/vendor";
const trust = { Effect: "Allow", Principal: { AWS: vendor }, Action: "sts:AssumeRole" };

function json(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

describe("slipway iam check", () => {
  let bare: string;
  let company: string;
  before(() => {
    bare = mkdtempSync(join(tmpdir(), "slipway-iam-"));
    company = mkdtempSync(join(tmpdir(), "slipway-iam-"));
    cpSync(join(packageRoot(), "tests", "fixtures", "organization"), company, { recursive: true });
    for (const directory of [bare, company]) {
      writeFileSync(join(directory, "trust.json"), json(trust));
      writeFileSync(
        join(directory, "sound.json"),
        json({ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" }),
      );
      writeFileSync(
        join(directory, "bad.json"),
        json({ Effect: "Allow", Action: "sqs:ReceiveMessages", Resource: "*" }),
      );
    }
  });
  after(() => {
    for (const directory of [bare, company]) rmSync(directory, { recursive: true });
  });

  it("checks single documents anywhere, and ends with 0 when they are sound", async () => {
    const { code, stdout } = await slipway("-C", bare, "iam", "check", "--document", "sound.json", "trust.json");
    assert.equal(code, 0);
    assert.equal(stdout, "2 documents checked, 0 findings.\n");
  });

  it("ends with 3 for a mandatory finding, and says where it is, what it is and what to do", async () => {
    const { code, stdout } = await slipway("-C", bare, "iam", "check", "--document", "bad.json");
    assert.equal(code, 3);
    assert.match(
      stdout,
      /^mandatory: known-action: bad\.json: Statement\[0\]\n {4}sqs:ReceiveMessages is no action of sqs/,
    );
    assert.match(stdout, /Did you mean "sqs:ReceiveMessage".*\? Use an action of/);
    assert.match(stdout, /1 document checked, 1 finding\.\n$/);
  });

  it("prints the report for machines", async () => {
    const { code, stdout } = await slipway("-C", bare, "iam", "check", "--json", "--document", "bad.json");
    assert.equal(code, 3);
    const { findings, ignored } = JSON.parse(stdout) as { findings: Finding[]; ignored: unknown[] };
    assert.deepEqual(ignored, []);
    assert.deepEqual(
      findings.map(({ rule, level, document, statement, value }) => ({ rule, level, document, statement, value })),
      [
        {
          rule: "known-action",
          level: "mandatory",
          document: "bad.json",
          statement: "Statement[0]",
          value: "sqs:ReceiveMessages",
        },
      ],
    );
  });

  it("takes the company's accounts from its files, and others by name", async () => {
    const line = ["-C", company, "iam", "check", "--document", "trust.json"];
    const { code, stdout } = await slipway(...line);
    assert.equal(code, 3);
    assert.match(stdout, /own-accounts: trust\.json/);
    assert.equal((await slipway(...line, "--allow-account", "999999999999")).code, 0);
  });

  it("reads a document as the kind that it is told", async () => {
    const { code, stdout } = await slipway("-C", bare, "iam", "check", "--document", "trust.json", "--kind", "key");
    assert.equal(code, 3);
    assert.match(stdout, /action-of-kind/);
  });

  it("ignores a finding until the day that the file gives, and not after it", async () => {
    const ignore = (until: string) =>
      `- { rule: known-action, document: bad.json, reason: fixed next week, until: ${until} }\n`;
    const line = ["-C", bare, "iam", "check", "--document", "bad.json", "--ignore", "ignores.yaml"];
    writeFileSync(join(bare, "ignores.yaml"), ignore("9999-12-31"));
    const held = await slipway(...line);
    assert.equal(held.code, 0);
    assert.equal(held.stdout, "1 document checked, 0 findings. 1 ignored with a reason.\n");
    writeFileSync(join(bare, "ignores.yaml"), ignore("2020-01-31"));
    const ended = await slipway(...line);
    assert.equal(ended.code, 3);
    assert.match(ended.stdout, /mandatory: ignore: ignores\.yaml\n {4}known-action: bad\.json ended on 2020-01-31\./);
  });

  it("refuses ignores that give no reason", async () => {
    writeFileSync(join(bare, "ignores.yaml"), "- { rule: known-action, document: bad.json, until: 2027-01-31 }\n");
    const line = ["-C", bare, "iam", "check", "--document", "sound.json", "--ignore", "ignores.yaml"];
    const { code, stderr } = await slipway(...line);
    assert.equal(code, 3);
    assert.match(stderr, /ignores\.yaml .*\n {2}0\.reason/);
  });

  it("ends with 2 for files that are not there and kinds that do not exist", async () => {
    const line = ["-C", bare, "iam", "check", "--document"];
    const missing = await slipway(...line, "none.json");
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /none\.json cannot be read \(ENOENT\)/);
    assert.equal((await slipway(...line, "sound.json", "--kind", "queue")).code, 2);
    assert.equal((await slipway(...line, "sound.json", "--graph", "graph.json")).code, 2);
  });

  it("checks the documents of a recorded graph, with the stack and the resource of each finding", async () => {
    const urn = "urn:pulumi:dev::slipway::aws:sqs/queue:Queue::work";
    const policy = json({ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" });
    const resource = { urn, type: "aws:sqs/queue:Queue", name: "work", inputs: { policy }, propertyDependencies: {} };
    const stack = { name: "dev", kind: "environment", account: "012345678901", region: "eu-west-1", partition: "aws" };
    const graph = { version: 1, complete: [], stacks: [{ ...stack, resources: [resource] }] };
    writeFileSync(join(company, "graph.json"), JSON.stringify(graph));
    const { code, stdout } = await slipway(
      "-C",
      company,
      "iam",
      "check",
      "--json",
      "--graph",
      join(company, "graph.json"),
    );
    assert.equal(code, 3);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    assert.deepEqual(
      findings.map(({ rule, stack, urn }) => ({ rule, stack, urn })),
      [{ rule: "not-public", stack: "dev", urn }],
    );
  });
});
