import assert from "node:assert/strict";
import { stackNamed } from "../../../catalog/stacks";
import type { EngineStep } from "../../../runner/engine/events";
import { isRoleDifference } from "../../../runner/engine/role-difference";
import { exampleCatalog } from "../../stacks/example";

const role = (name: string, account = "222222222222") => `arn:aws:iam::${account}:role/slipway/acme-${name}`;
const assumed = (roleArn: string, session: string) =>
  JSON.stringify([{ roleArn, sessionName: `slipway-dev-${session}` }]);
const update = { region: "us-east-1", assumeRoles: assumed(role("update"), "update") };
const preview = { region: "us-east-1", assumeRoles: assumed(role("preview"), "preview") };

describe("the roles of a provider in a preview", () => {
  const catalog = exampleCatalog();
  const plan = stackNamed(catalog, "dev");
  const differs = (changes: Partial<EngineStep>) =>
    isRoleDifference(catalog, plan, {
      op: "update",
      urn: "urn:pulumi:dev::slipway::pulumi:providers:aws::target",
      type: "pulumi:providers:aws",
      old: { inputs: update },
      new: { inputs: preview },
      ...changes,
    });

  it("make no difference when they are the two roles of the stack's account", () => {
    assert.equal(differs({}), true);
  });

  it("do when the role is another one, or something else changes as well", () => {
    const other = [
      { ...preview, assumeRoles: assumed(role("deploy"), "preview") },
      { ...preview, assumeRoles: assumed(role("preview", "333333333333"), "preview") },
      { ...preview, region: "eu-west-1" },
      { region: "us-east-1" },
    ];
    for (const inputs of other) assert.equal(differs({ new: { inputs } }), false, JSON.stringify(inputs));
  });

  it("do for what is no update of an AWS provider", () => {
    assert.equal(differs({ op: "replace" }), false);
    assert.equal(differs({ type: "aws:iam/role:Role" }), false);
    assert.equal(differs({ old: undefined }), false);
  });
});
