import assert from "node:assert/strict";
import { deriveStacks, stackNamed } from "../../catalog/stacks";
import type { Catalog, Governance } from "../../catalog/types";
import { organizationStack } from "../../stacks/organization";
import { build } from "../components/harness";
import { exampleCatalog } from "./example";

const management = "666666666666";
const governance: Governance = {
  account: "management",
  accountId: management,
  regions: ["us-east-1"],
  targets: [{ id: "r-ab12", accountIds: ["111111111111", "222222222222", "333333333333"] }],
  delegatedAdministrators: [{ service: "sso.amazonaws.com", accountId: "222222222222" }],
};

function governed(more: Partial<Governance> = {}): Catalog {
  const { stacks: _stacks, organization, ...example } = exampleCatalog();
  const accounts = { ...organization.accounts, management };
  const catalog = { ...example, organization: { ...organization, accounts }, governance: { ...governance, ...more } };
  return { ...catalog, stacks: deriveStacks(catalog) };
}

function built(catalog: Catalog) {
  const context = { catalog, stack: stackNamed(catalog, "organization"), access: "update" as const };
  return build(() => organizationStack(context), { stack: "organization" });
}

describe("organization stack", () => {
  it("works as the administrator role of the management account, and in no other account", async () => {
    const { all, outputs } = await built(governed());
    const [provider, ...others] = all("pulumi:providers:aws");
    assert.deepEqual(others, []);
    assert.match(
      JSON.stringify(provider?.inputs),
      new RegExp(`arn:aws:iam::${management}:role/OrganizationAccountAccessRole`),
    );
    assert.match(JSON.stringify(provider?.inputs["allowedAccountIds"]), new RegExp(management));
    assert.deepEqual(outputs["accounts"], { "r-ab12": governance.targets[0]!.accountIds });
  });

  it("holds guardrails and delegated administrators, and none of these without one in the file", async () => {
    const types = async (more: Partial<Governance>) =>
      new Set((await built(governed(more))).resources.map(({ type }) => type).filter((type) => /^slipway:/.test(type)));
    assert.deepEqual(
      await types({}),
      new Set(["slipway:governance:Guardrails", "slipway:governance:DelegatedAdministrators"]),
    );
    assert.deepEqual(await types({ delegatedAdministrators: [] }), new Set(["slipway:governance:Guardrails"]));
  });

  it("exempts the role that administrators have in the files, and nobody else", async () => {
    const catalog = governed();
    catalog.organization.administrator = "PlatformAdmin";
    const policies = (await built(catalog)).all("aws:organizations/policy:Policy");
    const exempted = policies.flatMap(({ inputs }) => String(inputs["content"]).match(/ArnNotLike":\{[^}]*\}/g) ?? []);
    assert.ok(exempted.length > 0);
    assert.deepEqual([...new Set(exempted)], ['ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/PlatformAdmin"}']);
  });
});
