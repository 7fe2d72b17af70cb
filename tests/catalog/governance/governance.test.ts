/** `Pulumi.organization.yaml` in an organisation: what it means, which stack it makes, and what is refused. */
import assert from "node:assert/strict";
import { checkCatalog } from "../../../catalog/load";
import { memberAccounts } from "../../../catalog/member-accounts";
import { orphanPlan } from "../../../catalog/orphans";
import { pathText, type Step } from "../../../catalog/schema/path";
import { stackNamed } from "../../../catalog/stacks";
import { targetRole } from "../../../catalog/target-role";
import { org, test } from "../bad-organizations";
import { type Copy, withCopy } from "../organization";

const file = "Pulumi.organization.yaml";
const management = "666677778888";
const accounts = { toolchain: "444455556666", test: "012345678901", live: "777788889999" };

/** A copy with an account for management and these settings, which its file gets beside a root as target. */
function governed<T>(settings: object, use: (copy: Copy) => T): T {
  const all = { account: "management", targets: ["r-ab12"], ...settings };
  return withCopy((copy) => {
    copy.set("Pulumi.yaml", org("accounts", "management"), management);
    copy.write(file, JSON.stringify({ config: { "slipway:governance": all } }));
    return use(copy);
  });
}

describe("governance of the organisation", () => {
  it("is not there without its file, and neither is its stack", () => {
    withCopy((copy) => {
      const catalog = copy.load();
      assert.equal(catalog.governance, undefined);
      assert.deepEqual(
        catalog.stacks.filter(({ kind }) => kind === "organization"),
        [],
      );
      assert.deepEqual(memberAccounts(catalog), accounts);
    });
  });

  it("approves every region that the files use, and the one of global services, unless the file says which", () => {
    governed({}, (copy) => {
      const regions = ["eu-central-1", "eu-north-1", "eu-west-1", "us-east-1"];
      assert.deepEqual(copy.load().governance?.regions, regions);
    });
    governed({ regions: ["eu-west-1", "eu-central-1", "eu-south-2", "eu-north-1"] }, (copy) => {
      assert.deepEqual(copy.load().governance?.regions, ["eu-central-1", "eu-north-1", "eu-south-2", "eu-west-1"]);
    });
  });

  it("means every member account by the root, one by its alias or id, and those that are listed by a unit", () => {
    const unit = "ou-ab12-11aa22bb";
    const targets = ["r-ab12", "live", "123123123123", { unit, accounts: ["test", "live"] }];
    governed({ targets }, (copy) => {
      const [root, ...others] = copy.load().governance!.targets;
      assert.deepEqual([root!.id, root!.accountIds.sort()], ["r-ab12", Object.values(accounts).sort()]);
      assert.deepEqual(others, [
        { id: accounts.live, accountIds: [accounts.live] },
        { id: "123123123123", accountIds: ["123123123123"] },
        { id: unit, accountIds: [accounts.test, accounts.live] },
      ]);
    });
  });

  it("makes one stack after state and before the account stacks, which an administrator applies in the management account", () => {
    governed({}, (copy) => {
      const catalog = copy.load();
      const plan = stackNamed(catalog, "organization");
      assert.deepEqual(
        [plan.kind, plan.account, plan.accountId, plan.region, plan.appliedBy, plan.dependsOn],
        ["organization", "management", management, "eu-west-1", "administrator", ["state"]],
      );
      assert.equal(
        targetRole(catalog, plan, "update"),
        `arn:aws:iam::${management}:role/${catalog.organization.administrator}`,
      );
      assert.equal(targetRole(catalog, plan, "preview"), targetRole(catalog, plan, "update"));
      for (const { dependsOn } of catalog.stacks.filter(({ kind }) => kind === "account")) {
        assert.ok(dependsOn.includes("organization"));
      }
    });
  });

  it("leaves the management account without account stack, store and run roles", () => {
    governed({}, (copy) => {
      for (const placement of ["one", "account"]) {
        const catalog = copy.set("Pulumi.state.yaml", ["config", "slipway:state", "placement"], placement).load();
        const there = catalog.stacks.filter(({ account }) => account === "management").map(({ name }) => name);
        assert.deepEqual(there, ["organization"], placement);
        assert.deepEqual(memberAccounts(catalog), accounts);
      }
    });
  });

  it("leaves a stack whose file is gone where an administrator can destroy it", () => {
    withCopy((copy) => {
      const catalog = copy.set("Pulumi.yaml", org("accounts", "management"), management).load();
      const orphan = {
        name: "organization",
        prefix: "toolchain/administrator",
        accountId: management,
        region: "eu-west-1",
      };
      const plan = orphanPlan(catalog, orphan);
      assert.deepEqual([plan.kind, plan.account, plan.appliedBy], ["organization", "management", "administrator"]);
      assert.match(targetRole(catalog, plan, "update") ?? "", new RegExp(`::${management}:role/`));
    });
  });

  it("an account that no environment is in has no account stack", () => {
    withCopy((copy) => {
      const names = copy
        .set("Pulumi.yaml", org("accounts", "spare"), "121212121212")
        .load()
        .stacks.map(({ name }) => name);
      assert.ok(names.includes("live.account"));
      assert.ok(!names.includes("spare.account"));
    });
  });

  const refused: [title: string, settings: object, path: Step[], remedy: RegExp, spoil?: (copy: Copy) => Copy][] = [
    [
      "a management account that is not declared",
      { account: "payer" },
      ["account"],
      /no account of Pulumi\.yaml.*Accounts: /,
    ],
    [
      "the toolchain as management account",
      { account: "toolchain" },
      ["account"],
      /account of its own, and the toolchain uses it/,
    ],
    [
      "an environment's account as management account",
      { account: "test" },
      ["account"],
      /and Pulumi\.test\.yaml uses it/,
    ],
    [
      "a federation into the management account",
      {},
      ["account"],
      /and platform uses it/,
      (copy) => copy.set("Pulumi.yaml", org("federation", "platform", "accounts", 0), "management"),
    ],
    [
      "regions without the home region",
      { regions: ["eu-central-1"] },
      ["regions"],
      /must have eu-west-1, which Pulumi\.yaml \(home\) names/,
    ],
    [
      "regions without an environment's region",
      { regions: ["eu-west-1"] },
      ["regions"],
      /must have eu-central-1, which Pulumi\.prod\.yaml names/,
    ],
    [
      "regions without the replica's region",
      { regions: ["eu-west-1", "eu-central-1"] },
      ["regions"],
      /must have eu-north-1, which Pulumi\.state\.yaml \(replica\) names/,
    ],
    [
      "a region of another partition",
      { regions: ["eu-west-1", "eu-central-1", "cn-north-1"] },
      ["regions", 2],
      /partition aws of the home region/,
    ],
    ["a region twice", { regions: ["eu-west-1", "eu-central-1", "eu-west-1"] }, ["regions", 2], /regions\[0\] already/],
    ["a target twice", { targets: ["live", accounts.live] }, ["targets", 1], /targets\[0\] already/],
    ["an account that is not declared as target", { targets: ["liv"] }, ["targets", 0], /Did you mean "live"/],
    ["the management account as target", { targets: ["r-ab12", management] }, ["targets", 1], /no guardrail concerns/],
    [
      "a unit without a word on its accounts",
      { targets: ["ou-ab12-11aa22bb"] },
      ["targets", 0],
      /\{ unit: ou-ab12-11aa22bb, accounts: \[\.\.\.\] \}/,
    ],
    [
      "an account of a unit that is not declared",
      { targets: [{ unit: "ou-ab12-11aa22bb", accounts: ["liv"] }] },
      ["targets", 0, "accounts", 0],
      /Did you mean "live"/,
    ],
    [
      "the management account in a unit",
      { targets: [{ unit: "ou-ab12-11aa22bb", accounts: ["management"] }] },
      ["targets", 0, "accounts", 0],
      /no guardrail concerns/,
    ],
    [
      "the management account as delegated administrator",
      { delegatedAdministrators: [{ service: "sso.amazonaws.com", account: "management" }] },
      ["delegatedAdministrators", 0, "account"],
      /administers every service already/,
    ],
    [
      "a delegated administrator twice",
      {
        delegatedAdministrators: [
          { service: "sso.amazonaws.com", account: "live" },
          { service: "sso.amazonaws.com", account: "live" },
        ],
      },
      ["delegatedAdministrators", 1],
      /delegatedAdministrators\[0\] already/,
    ],
  ];
  for (const [title, settings, path, remedy, spoil] of refused) {
    it(`refuses ${title}, with file, path and remedy`, () => {
      governed(settings, (copy) => {
        spoil?.(copy);
        const problems = checkCatalog(copy.directory);
        const at = pathText(["config", "slipway:governance", ...path]);
        const problem = problems.find((each) => each.file === file && each.path === at && remedy.test(each.message));
        assert.ok(problem, JSON.stringify(problems, null, 1));
      });
    });
  }

  it("an environment may not be named after the stack", () => {
    withCopy((copy) => {
      copy.write("Pulumi.organization-eu-west-1.yaml", copy.read(test));
      const found = checkCatalog(copy.directory).map(({ message }) => message);
      assert.ok(
        found.some((message) => /must not be named organization/.test(message)),
        found.join("\n"),
      );
    });
  });
});
