import assert from "node:assert/strict";
import { type Finding, IgnoreError, judge, readIgnores, rules } from "../../../analysis/iam";

const urn = "urn:pulumi:prod.account::slipway::aws:iam/role:Role::vendor";
const finding: Finding = {
  rule: "own-accounts",
  level: "mandatory",
  document: "trust policy of acme-vendor",
  stack: "prod.account",
  urn,
  statement: "Vendor",
  value: "999999999999",
  message: "is outside the accounts of the organisation",
  remedy: rules["own-accounts"].remedy,
  source: rules["own-accounts"].source,
};
const entry = 'document: "trust policy of *-vendor", reason: the audit of this year, until: 2026-12-31';
const file = "ignores.yaml";

function judged(yaml: string, today: string) {
  return judge([finding], readIgnores(file, yaml), file, today);
}

describe("ignores of findings", () => {
  it("hold through their last day, and say why", () => {
    const { findings, ignored } = judged(`- { rule: own-accounts, ${entry} }`, "2026-12-31");
    assert.deepEqual(findings, []);
    assert.deepEqual(ignored, [{ ...finding, reason: "the audit of this year", until: "2026-12-31" }]);
  });

  it("are a finding themselves after it, beside what they hid", () => {
    const { findings, ignored } = judged(`- { rule: own-accounts, ${entry} }`, "2027-01-01");
    assert.deepEqual(ignored, []);
    assert.deepEqual(
      findings.map(({ rule, level, document, message }) => [rule, level, document, message]),
      [
        ["own-accounts", "mandatory", finding.document, finding.message],
        ["ignore", "mandatory", file, "ended on 2026-12-31"],
      ],
    );
  });

  it("are a finding when there is nothing left for them to hide", () => {
    const { findings } = judged(`- { rule: pass-role, ${entry} }`, "2026-11-21");
    assert.deepEqual(
      findings.map(({ rule, message }) => [rule, message]),
      [
        ["own-accounts", finding.message],
        ["ignore", "matches no finding"],
      ],
    );
  });

  it("name the document or the resource that holds it", () => {
    const place = `resource: "*::aws:iam/role:Role::vendor", reason: known, until: 2026-12-31`;
    assert.equal(judged(`- { rule: own-accounts, ${place} }`, "2026-11-21").ignored.length, 1);
    const other = `resource: "*::aws:iam/role:Role::other", reason: known, until: 2026-12-31`;
    assert.equal(judged(`- { rule: own-accounts, ${other} }`, "2026-11-21").ignored.length, 0);
  });

  it("may be none", () => assert.deepEqual(readIgnores(file, ""), []));

  it("are refused with all that is wrong with them at once", () => {
    const yaml = [
      "- { rule: own-account, document: x, reason: known, until: 2026-12-31 }",
      "- { rule: own-accounts, document: x, until: 2026-12-31 }",
      '- { rule: own-accounts, document: x, reason: " ", until: soon }',
      "- { rule: own-accounts, reason: known, until: 2026-12-31 }",
      "- { rule: own-accounts, document: x, resource: y, reason: known, until: 2026-12-31 }",
    ].join("\n");
    assert.throws(
      () => readIgnores(file, yaml),
      (error: unknown) => {
        assert.ok(error instanceof IgnoreError);
        const places = error.problems.map((problem) => problem.split(":")[0]);
        assert.deepEqual(places, ["0.rule", "1.reason", "2.reason", "2.until", "3", "4"]);
        assert.match(error.message, /Did you mean "own-accounts"/);
        return true;
      },
    );
    assert.throws(() => readIgnores(file, "rule: x"), IgnoreError);
    assert.throws(() => readIgnores(file, "- {"), IgnoreError);
  });
});
