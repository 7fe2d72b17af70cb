import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { outcomeText, type StackOutcome, succeeded } from "../../../runner/apply";
import { codeOf, summary } from "../../../runner/commands/engine";
import { exitCodes } from "../../../runner/exit";
import { cloudOrganization } from "../cloud/organization";
import { slipway } from "./slipway";

const outcome = (changes: Partial<StackOutcome>): StackOutcome => ({
  stack: "dev",
  status: "done",
  changes: {},
  milliseconds: 1000,
  ...changes,
});
const drifted = outcome({
  drift: [{ urn: "u", type: "aws:ec2/vpc:Vpc", name: "vpc", change: "deleted", properties: [] }],
});

describe("the outcomes of slipway's verbs", () => {
  it("end with 3 when there is drift, as when something was refused, and with 1 when something failed", () => {
    assert.equal(codeOf([outcome({}), outcome({ drift: [] })]), exitCodes.done);
    assert.equal(codeOf([outcome({}), drifted]), exitCodes.refused);
    assert.equal(codeOf([outcome({ status: "refused" })]), exitCodes.refused);
    assert.equal(codeOf([drifted, outcome({ status: "failed" })]), exitCodes.failed);
  });

  it("say in few words what drifted, and why a stack of Pulumi Cloud was skipped, which is no failure", () => {
    assert.equal(outcomeText(drifted), "1 drifted");
    assert.equal(outcomeText(outcome({ drift: [] })), "no drift");
    const skipped = outcome({ status: "skipped", reason: "its state is in Pulumi Cloud" });
    assert.match(summary([skipped]), /^dev {2}skipped {2}its state is in Pulumi Cloud/);
    assert.equal(succeeded(skipped), true);
    assert.equal(codeOf([skipped]), exitCodes.done);
    assert.equal(succeeded(outcome({ status: "skipped" })), false);
  });

  it("name what there is not for a stack in Pulumi Cloud", async () => {
    const folder = cloudOrganization();
    for (const command of [
      ["lock", "status"],
      ["lock", "force-unlock", "--id", "1", "--reason", "r"],
      ["state"],
      ["recover"],
    ]) {
      const { code, stderr } = await slipway("-C", folder, ...command, "play");
      assert.equal(code, exitCodes.refused, stderr);
      assert.match(stderr, new RegExp(`slipway ${command[0]}.*: stack play has its state in Pulumi Cloud`));
    }
    rmSync(folder, { recursive: true });
  });
});
