import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../catalog/package-root";
import type { QuotaRow } from "../../../catalog/quota";
import { byShare, quotaTable } from "../../../runner/commands/quotas";
import { reportGraph } from "../../analysis/report/report-graph";
import { slipway } from "./slipway";

const organization = join(packageRoot(), "tests", "fixtures", "organization");
const row = (subject: string, used: number, limit: number): QuotaRow => ({
  subject,
  used,
  limit,
  unit: "bytes",
  source: "https://docs.aws.amazon.com/",
});

describe("the table of quotas", () => {
  it("has the largest share first, and equal ones by name", () => {
    const rows = [row("c", 1, 100), row("b", 1, 100), row("a", 1, 1000), row("d", 150, 100)];
    assert.deepEqual(
      byShare(rows).map(({ subject, share }) => [subject, share]),
      [
        ["d", 150],
        ["b", 1],
        ["c", 1],
        ["a", 0.1],
      ],
    );
  });

  it("aligns figures on the right", () => {
    assert.deepEqual(quotaTable(byShare([row("bucket", 20_480, 20_480), row("key", 8, 32_768)])).split("\n"), [
      "subject    used   limit    share  unit",
      "bucket   20,480  20,480  100.0 %  bytes",
      "key           8  32,768    0.0 %  bytes",
    ]);
  });
});

describe("slipway quotas and slipway check", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "slipway-quotas-"));
  });
  after(() => rmSync(directory, { recursive: true }));

  it("print twenty uses, and with --json all with the pages that state the limits", async () => {
    const graph = join(directory, "graph.json");
    writeFileSync(graph, JSON.stringify(reportGraph()));
    const { code, stdout, stderr } = await slipway("-C", organization, "quotas", "--graph", graph);
    assert.equal(code, 0, stderr);
    const [title, ...lines] = stdout.split("\n\n")[0]!.split("\n");
    assert.match(title!, /^subject +used +limit +share +unit$/);
    assert.equal(lines.length, 20);
    const { quotas } = JSON.parse((await slipway("-C", organization, "quotas", "--graph", graph, "--json")).stdout);
    assert.match(stdout, new RegExp(`The 20 largest of ${quotas.length};`));
    assert.ok(lines[0]!.startsWith(quotas[0].subject));
    for (const { source, share, used, limit } of quotas) {
      assert.match(source, /^https:\/\/docs\.aws\.amazon\.com\//);
      assert.ok(Math.abs(share - (used / limit) * 100) <= 0.05);
    }
  });

  it("check ends with 3 for what exceeds a quota, beside what the policy pack finds", async () => {
    const graph = reportGraph();
    const role = graph.stacks.flatMap(({ resources }) => resources).find(({ type }) => type === "aws:iam/role:Role")!;
    role.inputs["assumeRolePolicy"] = JSON.stringify({ Statement: [], Id: "x".repeat(9000) });
    const file = join(directory, "large.json");
    writeFileSync(file, JSON.stringify(graph));
    const { code, stdout } = await slipway("-C", organization, "check", "--graph", file, "--json");
    assert.equal(code, 3);
    const { findings } = JSON.parse(stdout) as { findings: Record<string, string>[] };
    const { message, ...found } = findings.find(({ rule }) => rule === "within-quotas")!;
    assert.deepEqual(Object.keys(found), ["rule", "level", "stack", "urn"]);
    assert.deepEqual([found["level"], found["urn"]], ["mandatory", role.urn]);
    assert.match(message!, /IAM allows 2,048 characters/);
  });
});
