import assert from "node:assert/strict";
import { stackNamed } from "../../catalog/stacks";
import { sessionName, targetProvider } from "../../stacks/provider";
import { build } from "../components/harness";
import { exampleCatalog } from "./example";

async function providerOf(stackName: string, access: "preview" | "update", region?: string) {
  const catalog = exampleCatalog();
  const built = await build(() => {
    targetProvider({ catalog, stack: stackNamed(catalog, stackName), access }, region ? { region } : {});
    return {};
  });
  const { name, inputs } = built.one("pulumi:providers:aws");
  const nested = (key: string) => (inputs[key] === undefined ? undefined : JSON.parse(inputs[key] as string));
  return {
    name,
    inputs,
    accounts: nested("allowedAccountIds"),
    roles: nested("assumeRoles"),
    tags: nested("defaultTags"),
  };
}

describe("target provider", () => {
  it("works in the stack's account and region with the account's role of the run's access", async () => {
    const update = await providerOf("orders.prod", "update");
    assert.equal(update.inputs["region"], "us-east-1");
    assert.deepEqual(update.accounts, ["333333333333"]);
    assert.deepEqual(update.roles, [
      { roleArn: "arn:aws:iam::333333333333:role/slipway/acme-update", sessionName: "slipway-orders.prod-update" },
    ]);
    const preview = await providerOf("orders.prod", "preview");
    assert.equal(preview.roles[0].roleArn, "arn:aws:iam::333333333333:role/slipway/acme-preview");
  });

  it("is the administrator's own identity in the toolchain account, and the administrator's role elsewhere", async () => {
    assert.equal((await providerOf("state", "update")).roles, undefined);
    assert.equal((await providerOf("toolchain.account", "update")).roles, undefined);
    const [role] = (await providerOf("prod.account", "update")).roles;
    assert.equal(role.roleArn, "arn:aws:iam::333333333333:role/OrganizationAccountAccessRole");
  });

  it("tags everything with stack, environment, service, production and the organisation's tags", async () => {
    assert.deepEqual((await providerOf("orders.prod", "update")).tags, {
      tags: {
        owner: "platform",
        "slipway:stack": "orders.prod",
        "slipway:environment": "prod",
        "slipway:service": "orders",
        "slipway:production": "true",
      },
    });
    assert.deepEqual((await providerOf("prod.account", "update")).tags, {
      tags: { owner: "platform", "slipway:stack": "prod.account" },
    });
  });

  it("has a name of its own for another region", async () => {
    assert.equal((await providerOf("prod", "update")).name, "target");
    const elsewhere = await providerOf("prod", "update", "eu-west-1");
    assert.equal(elsewhere.name, "target-eu-west-1");
    assert.equal(elsewhere.inputs["region"], "eu-west-1");
  });

  it("has a session name that AWS takes for the longest stack name", () => {
    const catalog = exampleCatalog();
    const stack = { ...stackNamed(catalog, "orders.prod"), name: `${"s".repeat(16)}.${"e".repeat(10)}-ap-southeast-2` };
    assert.match(sessionName({ catalog, stack, access: "preview" }), /^[\w+=,.@-]{2,64}$/);
  });
});
