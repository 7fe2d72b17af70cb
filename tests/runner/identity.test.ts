import assert from "node:assert/strict";
import { naming } from "../../catalog/naming";
import { breakGlassSession } from "../../runner/identity";

const names = naming("acme");
const session = (startedAs?: string) =>
  breakGlassSession(names, {
    credentials: undefined,
    arn: "arn:aws:sts::111111111111:assumed-role/acme-run-dev-update/slipway-dev",
    accountId: "111111111111",
    ...(startedAs ? { startedAs } : {}),
  });

describe("who a run started as", () => {
  it("is told by the session's name when it is the break-glass role", () => {
    const arn = "arn:aws:sts::111111111111:assumed-role/acme-break-glass/anna@acme.example";
    assert.equal(session(arn), "anna@acme.example");
  });

  it("is not told of anybody else", () => {
    for (const arn of [
      "arn:aws:sts::111111111111:assumed-role/acme-operator/anna",
      "arn:aws:sts::111111111111:assumed-role/other-break-glass/anna",
      "arn:aws:iam::111111111111:user/acme-break-glass/anna",
      undefined,
    ]) {
      assert.equal(session(arn), undefined, arn);
    }
  });
});
