import assert from "node:assert/strict";
import { stackNamed } from "../../catalog/stacks";
import { stateOf } from "../../catalog/stored";
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
      const state = stateOf(stackNamed(catalog, "orders.prod"));
      const owner = placement === "one" ? "toolchain.account" : "prod.account";
      const built = await buildStack(owner, { placement });
      const role = built.one("aws:iam/role:Role", "account-run-prod-update");
      assert.equal(state.updateRole, catalog.names.runRoleArn("aws", state.accountId, "prod", "update"));
      assert.equal(role.inputs["name"], state.updateRole.split("/").at(-1));
      const text = built.one("aws:iam/rolePolicy:RolePolicy", "account-run-prod-update-run").inputs["policy"] as string;
      assert.ok(text.includes(`arn:aws:s3:::${state.bucket}/prod/*`));
      assert.ok(text.includes(`table/${state.table}`));
    }
  });

  describe("with federation", () => {
    const repository = { provider: "github", owner: "acme", repository: "platform" } as const;
    const gitlab = { provider: "gitlab", project: "acme/platform", scope: { branch: "main" } } as const;
    const federation: ExampleOptions["federation"] = {
      platform: {
        accounts: ["dev"],
        sessionSeconds: 7200,
        preview: [{ ...repository, scope: { pullRequests: { reason: "reviewers see the change" } } }],
        update: [{ ...repository, scope: { branch: "main" } }, gitlab],
      },
      night: { accounts: ["prod"], update: [{ ...repository, audience: "night", scope: { branch: "night" } }] },
    };
    const role = (name: string) => `arn:aws:iam::111111111111:role/slipway/acme-ci-${name}`;
    const trusted = async (stack: string, run: string, options: ExampleOptions) => {
      const { inputs } = (await buildStack(stack, options)).one("aws:iam/role:Role", `account-run-${run}`);
      const [statement] = documentOf(inputs["assumeRolePolicy"]).Statement;
      const callers = statement!.Condition!["ArnEquals"]!["aws:PrincipalArn"] as string[];
      return { principal: statement!.Principal, federated: callers.filter((arn) => arn.includes("-ci-")) };
    };

    it("make each issuer's provider once with all audiences, and a role for each access, in the toolchain only", async () => {
      const built = await buildStack("toolchain.account", { federation });
      const providers = built.all("aws:iam/openIdConnectProvider:OpenIdConnectProvider");
      assert.deepEqual(providers.map(({ inputs }) => [inputs["url"], inputs["clientIdLists"]]).sort(), [
        ["https://gitlab.com", ["sts.amazonaws.com"]],
        ["https://token.actions.githubusercontent.com", ["night", "sts.amazonaws.com"]],
      ]);
      const federated = (name: string) => name.startsWith("acme-ci-");
      const roles = built.all("aws:iam/role:Role").filter(({ inputs }) => federated(inputs["name"] as string));
      assert.deepEqual(roles.map(({ inputs }) => [inputs["name"], inputs["maxSessionDuration"]]).sort(), [
        ["acme-ci-night-update", 3600],
        ["acme-ci-platform-preview", 7200],
        ["acme-ci-platform-update", 7200],
      ]);
      for (const placement of ["one", "account"] as const) {
        const target = await buildStack("dev.account", { federation, placement });
        assert.deepEqual(target.all("aws:iam/openIdConnectProvider:OpenIdConnectProvider"), []);
        assert.deepEqual((await roleNames("dev.account", { federation, placement })).filter(federated), []);
      }
    });

    it("let previews into preview run roles, updates into both, and of the named accounts only", async () => {
      const of = async (run: string) => (await trusted("toolchain.account", run, { federation })).federated;
      assert.deepEqual(await of("dev-preview"), [role("platform-preview"), role("platform-update")]);
      assert.deepEqual(await of("dev-update"), [role("platform-update")]);
      assert.deepEqual(await of("prod-preview"), [role("night-update")]);
      assert.deepEqual(await of("prod-update"), [role("night-update")]);
      assert.deepEqual(await of("toolchain-preview"), []);
      assert.deepEqual(await of("toolchain-update"), []);
      const built = await buildStack("toolchain.account", { federation });
      const enters = (name: string) =>
        documentOf(built.one("aws:iam/rolePolicy:RolePolicy", `ci-${name}-enter`).inputs["policy"]).Statement;
      const run = (name: string) => `arn:aws:iam::111111111111:role/slipway/acme-run-${name}`;
      assert.deepEqual(enters("platform-preview")[0]!.Resource, [run("dev-preview")]);
      assert.deepEqual(enters("platform-update")[0]!.Resource, [run("dev-preview"), run("dev-update")]);
    });

    it("trust the toolchain account's federated roles where each account has its store", async () => {
      const options: ExampleOptions = { federation, placement: "account" };
      assert.deepEqual(await trusted("dev.account", "dev-update", options), {
        principal: { AWS: "arn:aws:iam::111111111111:root" },
        federated: [role("platform-update")],
      });
      const built = await buildStack("toolchain.account", options);
      const { inputs } = built.one("aws:iam/rolePolicy:RolePolicy", "ci-platform-preview-enter");
      assert.deepEqual(documentOf(inputs["policy"]).Statement[0]!.Resource, [
        "arn:aws:iam::222222222222:role/slipway/acme-run-dev-preview",
      ]);
    });
  });

  it("name the organisation when it is known", async () => {
    const known = await buildStack("dev.account", { organizationId: "o-example00" });
    const trust = known.one("aws:iam/role:Role", "account-update").inputs["assumeRolePolicy"] as string;
    assert.match(trust, /"aws:PrincipalOrgID":"o-example00"/);
  });
});
