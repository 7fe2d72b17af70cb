import assert from "node:assert/strict";
import { programFor } from "../../stacks/program";
import { build, documentOf } from "../components/harness";
import { type ExampleOptions, exampleCatalog } from "./example";

const buildStack = (name: string, options: ExampleOptions = {}) =>
  build(programFor(exampleCatalog(options), name, "update"), { stack: name });
const roleNames = async (name: string, options: ExampleOptions = {}) =>
  (await buildStack(name, options)).all("aws:iam/role:Role").map(({ inputs }) => inputs["name"] as string);

describe("account stacks", () => {
  it("make the run roles of all accounts beside the one store", async () => {
    const roles = (await roleNames("toolchain.account")).filter((name) => name.startsWith("acme-run-"));
    assert.deepEqual(roles.sort(), [
      "acme-run-dev-preview",
      "acme-run-dev-update",
      "acme-run-prod-preview",
      "acme-run-prod-update",
      "acme-run-toolchain-preview",
      "acme-run-toolchain-update",
    ]);
    assert.deepEqual(
      (await roleNames("prod.account")).filter((name) => name.startsWith("acme-run-")),
      [],
    );
  });

  it("make each account's own run roles when each has its store", async () => {
    const placement = "account";
    assert.deepEqual(
      (await roleNames("prod.account", { placement })).filter((name) => name.startsWith("acme-run-")).sort(),
      ["acme-run-prod-preview", "acme-run-prod-update"],
    );
    const built = await buildStack("prod.account", { placement });
    const update = documentOf(built.one("aws:iam/role:Role", "account-update").inputs["assumeRolePolicy"]);
    assert.deepEqual(update.Statement[0]?.Condition?.["ArnEquals"], {
      "aws:PrincipalArn": ["arn:aws:iam::333333333333:role/slipway/acme-run-prod-update"],
    });
    const run = built.one("aws:iam/role:Role", "account-run-prod-update");
    assert.deepEqual(documentOf(run.inputs["assumeRolePolicy"]).Statement[0]?.Principal, {
      AWS: "arn:aws:iam::111111111111:root",
    });
  });

  it("grant the state that the catalog says, so that run roles and stacks agree", async () => {
    for (const placement of ["one", "account"] as const) {
      const catalog = exampleCatalog({ placement });
      const plan = catalog.stacks.find(({ name }) => name === "orders.prod")!;
      const owner = placement === "one" ? "toolchain.account" : "prod.account";
      const built = await buildStack(owner, { placement });
      const role = built.one("aws:iam/role:Role", "account-run-prod-update");
      assert.equal(plan.state.updateRole, catalog.names.runRoleArn("aws", plan.state.accountId, "prod", "update"));
      assert.equal(role.inputs["name"], plan.state.updateRole.split("/").at(-1));
      const text = built.one("aws:iam/rolePolicy:RolePolicy", "account-run-prod-update-run").inputs["policy"] as string;
      assert.ok(text.includes(`arn:aws:s3:::${plan.state.bucket}/prod/*`));
      assert.ok(text.includes(`table/${plan.state.table}`));
    }
  });

  it("name the organisation when it is known", async () => {
    const known = await buildStack("dev.account", { organizationId: "o-example00" });
    const trust = known.one("aws:iam/role:Role", "account-update").inputs["assumeRolePolicy"] as string;
    assert.match(trust, /"aws:PrincipalOrgID":"o-example00"/);
  });
});
