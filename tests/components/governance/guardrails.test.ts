import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { limits } from "../../../catalog/quota";
import { DelegatedAdministrators } from "../../../components/governance/delegated-administrators";
import { Guardrails, type GuardrailsArgs } from "../../../components/governance/guardrails";
import { build } from "../harness";
import { guardrails, rules } from "./rules";

const managementAccountId = "666666666666";
const unit = "ou-acme-workloads";
const args: GuardrailsArgs = {
  ...rules,
  managementAccountId,
  targets: [
    { id: "111111111111", accountIds: ["111111111111"] },
    { id: unit, accountIds: ["222222222222", "333333333333"] },
  ],
};
const made = (more: Partial<GuardrailsArgs> = {}) =>
  build(() => {
    const { policyIds, accountIds } = new Guardrails("guardrails", { ...args, ...more });
    return { policyIds, accountIds };
  });
const policies = "aws:organizations/policy:Policy";
const attachments = "aws:organizations/policyAttachment:PolicyAttachment";

/** Properties and reasons of a refusal. */
async function refusals(program: Promise<unknown>): Promise<string[]> {
  try {
    await program;
  } catch (error) {
    assert.ok(error instanceof pulumi.InputPropertiesError, String(error));
    return error.errors!.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
  }
  return assert.fail("nothing was refused");
}

describe("Guardrails", () => {
  it("makes each document a service control policy with a computed name, attached to every target", async () => {
    const built = await made();
    assert.deepEqual(
      built.all(policies).map(({ inputs }) => [inputs["name"], inputs["type"], inputs["content"]]),
      guardrails.map(({ name, document }) => [
        `acme-guardrail-${name}`,
        "SERVICE_CONTROL_POLICY",
        JSON.stringify(document),
      ]),
    );
    const ids = built.all(policies).map(({ outputs }) => outputs["id"]);
    assert.deepEqual(
      built.all(attachments).map(({ name, inputs }) => [name, inputs["targetId"]]),
      guardrails.flatMap(({ name }) => args.targets.map(({ id }) => [`guardrails-${name}-${id}`, id])),
    );
    assert.equal(new Set(built.all(attachments).map(({ inputs }) => inputs["policyId"])).size, ids.length);
    assert.ok(built.resources.every(({ name, parent }) => name === "guardrails" || parent === "guardrails"));
  });

  it("protects the policies, and says which accounts each target concerns", async () => {
    const built = await made();
    assert.ok(built.all(policies).every(({ protect }) => protect));
    assert.ok(built.all(attachments).every(({ protect }) => !protect));
    assert.deepEqual(built.outputs["accountIds"], {
      "111111111111": ["111111111111"],
      [unit]: ["222222222222", "333333333333"],
    });
    assert.deepEqual(Object.keys(built.outputs["policyIds"] as object), ["membership", "platform", "regions"]);
  });

  it("refuses no target, a target twice, the management account and no region, all at once", async () => {
    assert.deepEqual(await refusals(made({ targets: [], regions: [], managementAccountId: "66" })), [
      'managementAccountId: must be an account id of twelve digits, quoted (found "66")',
      "targets: must name a root, a unit or an account (found [])",
      "regions: must name at least one region (found [])",
    ]);
    const twice = [...args.targets, args.targets[0]!, { id: "ou-acme-security", accountIds: [managementAccountId] }];
    assert.deepEqual(await refusals(made({ targets: twice })), [
      'targets[2]: must be named once (found "111111111111")',
      'targets[3]: must not be the management account, which no SCP concerns (found "666666666666")',
    ]);
  });

  it("refuses a document that is larger than AWS allows, with the arithmetic", async () => {
    const sizes = guardrails.map(({ document }) => JSON.stringify(document).length);
    const value = Math.max(...sizes) - 1;
    const [refusal, ...others] = await refusals(
      made({ limits: { ...limits, controlPolicySize: { ...limits.controlPolicySize, value } } }),
    );
    assert.deepEqual(others, []);
    assert.match(refusal!, /scp policy of platform has [\d,]+ characters; Organizations allows [\d,]+ characters/);
  });
});

describe("DelegatedAdministrators", () => {
  const administrators = [
    { service: "sso.amazonaws.com", accountId: "111111111111" },
    { service: "member.org.stacksets.cloudformation.amazonaws.com", accountId: "111111111111" },
    { service: "member.org.stacksets.cloudformation.amazonaws.com", accountId: "222222222222" },
  ];
  const delegated = (more: { managementAccountId?: string } = {}) =>
    build(() => {
      new DelegatedAdministrators("delegated", { managementAccountId, administrators, ...more });
      return {};
    });

  it("trusts each service once, before an account is registered for it, and owns no organisation", async () => {
    const built = await delegated();
    assert.deepEqual(
      built.all("aws:organizations/awsServiceAccess:AwsServiceAccess").map(({ inputs }) => inputs["servicePrincipal"]),
      ["sso.amazonaws.com", "member.org.stacksets.cloudformation.amazonaws.com"],
    );
    const registered = built.all("aws:organizations/delegatedAdministrator:DelegatedAdministrator");
    assert.deepEqual(
      registered.map(({ inputs }) => ({ service: inputs["servicePrincipal"], accountId: inputs["accountId"] })),
      administrators,
    );
    for (const { dependencies, inputs } of registered) {
      assert.ok(dependencies.some((urn) => urn.endsWith(`delegated-${inputs["servicePrincipal"]}`)));
    }
    assert.deepEqual(built.all("aws:organizations/organization:Organization"), []);
  });

  it("refuses the management account", async () => {
    assert.match(
      (await refusals(delegated({ managementAccountId: "222222222222" }))).join("\n"),
      /^administrators\[2\]\.accountId: must be a member account, not the management account \(found "222222222222"\)$/,
    );
  });
});
