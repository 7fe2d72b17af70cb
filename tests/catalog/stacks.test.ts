import assert from "node:assert/strict";
import { loadCatalog } from "../../catalog/load";
import { stackNamed } from "../../catalog/stacks";
import { isStored, stateOf } from "../../catalog/stored";
import { type Catalog, type StackPlan, stackKinds } from "../../catalog/types";
import { type Copy, fixture, withCopy } from "./organization";

const catalog = loadCatalog(fixture);
const placement = ["config", "slipway:state", "placement"];

function each(catalog: Catalog, see: (plan: StackPlan) => string): string[] {
  return catalog.stacks.map((plan) => `${plan.name}: ${see(plan)}`);
}

/** Everything that comes before a stack, however far. */
function closure(catalog: Catalog, name: string): Set<string> {
  const { dependsOn } = stackNamed(catalog, name);
  return new Set(dependsOn.flatMap((before) => [before, ...closure(catalog, before)]));
}

function accountPlacement<T>(use: (catalog: Catalog) => T): T {
  return withCopy((copy) => use(copy.set("Pulumi.state.yaml", placement, "account").load()));
}

describe("derived stacks", () => {
  it("one per store, environment key, account, toolchain, environment, service and pipeline, with what comes before", () => {
    assert.deepEqual(
      each(catalog, ({ kind, dependsOn }) => `${kind} <- ${dependsOn.join(" ")}`),
      [
        "state: state <- ",
        "prod.state: state <- state",
        "prod-eu-west-1.state: state <- state",
        "test.state: state <- state",
        "toolchain.account: account <- state",
        "test.account: account <- state",
        "live.account: account <- state",
        "toolchain: toolchain <- state toolchain.account",
        "prod: environment <- toolchain.account live.account prod.state",
        "prod-eu-west-1: environment <- toolchain.account live.account prod-eu-west-1.state",
        "test: environment <- toolchain.account test.account test.state",
        "hello.test: service <- test",
        "ledger.test: service <- test",
        "ledger.prod-eu-west-1: service <- prod-eu-west-1",
        "ledger.prod: service <- prod",
        "payments.test: service <- test",
        "payments.prod-eu-west-1: service <- prod-eu-west-1",
        "payments.prod: service <- prod",
        "portal.test: service <- test",
        "portal.prod-eu-west-1: service <- prod-eu-west-1",
        "portal.prod: service <- prod",
        "price-feed.test: service <- test",
        "price-feed.prod: service <- prod",
        "quotes.test: service <- test",
        "quotes.prod-eu-west-1: service <- prod-eu-west-1",
        "search.test: service <- test",
        "web.test: service <- test",
        "web.prod: service <- prod",
        "hello.pipeline: pipeline <- toolchain hello.test",
        "ledger.pipeline: pipeline <- toolchain ledger.test ledger.prod-eu-west-1 ledger.prod",
        "payments.pipeline: pipeline <- toolchain payments.test payments.prod-eu-west-1 payments.prod",
        "portal.pipeline-test: pipeline <- toolchain portal.test",
        "portal.pipeline-live: pipeline <- toolchain portal.prod-eu-west-1 portal.prod",
        "price-feed.pipeline: pipeline <- toolchain price-feed.test price-feed.prod",
        "quotes.pipeline: pipeline <- toolchain quotes.test quotes.prod-eu-west-1",
        "search.pipeline: pipeline <- toolchain search.test",
        "web.pipeline: pipeline <- toolchain web.test web.prod",
      ],
    );
  });

  it("stand in an order in which they can be applied, kind after kind", () => {
    for (const some of [catalog, accountPlacement((other) => other)]) {
      const names = some.stacks.map(({ name }) => name);
      assert.equal(new Set(names).size, names.length);
      some.stacks.forEach(({ dependsOn }, index) => {
        for (const before of dependsOn) assert.ok(names.slice(0, index).includes(before), `${before} comes too late`);
      });
      const order = some.stacks.map(({ kind }) => stackKinds.indexOf(kind));
      assert.deepEqual(
        order,
        [...order].sort((a, b) => a - b),
      );
    }
  });

  it("whatever an update role applies comes after its account's roles, its run's roles and its scope's key", () => {
    for (const some of [catalog, accountPlacement((other) => other)]) {
      for (const plan of some.stacks.filter(({ appliedBy }) => appliedBy === "update")) {
        const before = closure(some, plan.name);
        const store = Object.entries(some.organization.accounts).find(([, id]) => id === stateOf(plan).accountId)![0];
        const scope = stateOf(plan).prefix.split("/")[1]!;
        for (const needed of [
          `${plan.account}.account`,
          `${store}.account`,
          scope === "toolchain" ? "state" : `${scope}.state`,
        ]) {
          assert.ok(before.has(needed), `${plan.name} needs ${needed}`);
        }
      }
    }
  });

  it("live in their account and region, and are applied by an administrator or the update role", () => {
    assert.deepEqual(
      each(catalog, (plan) => `${plan.account} ${plan.accountId} ${plan.region} ${plan.partition} ${plan.appliedBy}`),
      [
        "state: toolchain 444455556666 eu-west-1 aws administrator",
        "prod.state: toolchain 444455556666 eu-west-1 aws administrator",
        "prod-eu-west-1.state: toolchain 444455556666 eu-west-1 aws administrator",
        "test.state: toolchain 444455556666 eu-west-1 aws administrator",
        "toolchain.account: toolchain 444455556666 eu-west-1 aws administrator",
        "test.account: test 012345678901 eu-west-1 aws administrator",
        "live.account: live 777788889999 eu-west-1 aws administrator",
        "toolchain: toolchain 444455556666 eu-west-1 aws update",
        "prod: live 777788889999 eu-central-1 aws update",
        "prod-eu-west-1: live 777788889999 eu-west-1 aws update",
        "test: test 012345678901 eu-west-1 aws update",
        "hello.test: test 012345678901 eu-west-1 aws update",
        "ledger.test: test 012345678901 eu-west-1 aws update",
        "ledger.prod-eu-west-1: live 777788889999 eu-west-1 aws update",
        "ledger.prod: live 777788889999 eu-central-1 aws update",
        "payments.test: test 012345678901 eu-west-1 aws update",
        "payments.prod-eu-west-1: live 777788889999 eu-west-1 aws update",
        "payments.prod: live 777788889999 eu-central-1 aws update",
        "portal.test: test 012345678901 eu-west-1 aws update",
        "portal.prod-eu-west-1: live 777788889999 eu-west-1 aws update",
        "portal.prod: live 777788889999 eu-central-1 aws update",
        "price-feed.test: test 012345678901 eu-west-1 aws update",
        "price-feed.prod: live 777788889999 eu-central-1 aws update",
        "quotes.test: test 012345678901 eu-west-1 aws update",
        "quotes.prod-eu-west-1: live 777788889999 eu-west-1 aws update",
        "search.test: test 012345678901 eu-west-1 aws update",
        "web.test: test 012345678901 eu-west-1 aws update",
        "web.prod: live 777788889999 eu-central-1 aws update",
        "hello.pipeline: toolchain 444455556666 eu-west-1 aws update",
        "ledger.pipeline: toolchain 444455556666 eu-west-1 aws update",
        "payments.pipeline: toolchain 444455556666 eu-west-1 aws update",
        "portal.pipeline-test: toolchain 444455556666 eu-west-1 aws update",
        "portal.pipeline-live: toolchain 444455556666 eu-west-1 aws update",
        "price-feed.pipeline: toolchain 444455556666 eu-west-1 aws update",
        "quotes.pipeline: toolchain 444455556666 eu-west-1 aws update",
        "search.pipeline: toolchain 444455556666 eu-west-1 aws update",
        "web.pipeline: toolchain 444455556666 eu-west-1 aws update",
      ],
    );
  });

  it("name the environment and service that declare them", () => {
    const declared = ({ environment, service }: StackPlan) => [environment, service];
    assert.deepEqual(
      ["price-feed.pipeline", "portal.pipeline-live"].map((name) => stackNamed(catalog, name).track),
      [undefined, "live"],
      "a pipeline of branch mode knows its account",
    );
    assert.deepEqual(declared(stackNamed(catalog, "payments.prod-eu-west-1")), ["prod-eu-west-1", "payments"]);
    assert.deepEqual(declared(stackNamed(catalog, "price-feed.pipeline")), [undefined, "price-feed"]);
    assert.deepEqual(declared(stackNamed(catalog, "test")), ["test", undefined]);
    assert.deepEqual(declared(stackNamed(catalog, "test.state")), ["test", undefined]);
    assert.deepEqual(declared(stackNamed(catalog, "toolchain")), [undefined, undefined]);
  });
});

describe("where a stack's state lies", () => {
  it("with one store: a folder, a key and a pair of roles per account and scope, all in the toolchain account", () => {
    assert.deepEqual(stateOf(stackNamed(catalog, "payments.prod")), {
      bucket: "globex-state-444455556666",
      region: "eu-west-1",
      accountId: "444455556666",
      prefix: "live/prod",
      table: "globex-state-lock",
      lockId: "globex-state-444455556666/live/prod/release/payments.prod",
      keyAlias: "alias/globex/state/live/prod",
      previewRole: "arn:aws:iam::444455556666:role/slipway/globex-run-live-preview",
      updateRole: "arn:aws:iam::444455556666:role/slipway/globex-run-live-update",
    });
    assert.deepEqual(
      [...new Set(each(catalog, (plan) => stateOf(plan).prefix).map((text) => text.split(": ")[1]))],
      ["toolchain/administrator", "toolchain/toolchain", "live/prod", "live/prod-eu-west-1", "test/test"],
    );
  });

  it("what an administrator applies is in a folder of its own, which only the administrator's role uses", () => {
    for (const { state, appliedBy, name } of catalog.stacks.filter(isStored)) {
      const administrated = appliedBy === "administrator";
      assert.equal(state.prefix === "toolchain/administrator", administrated, name);
      assert.equal(state.updateRole === "arn:aws:iam::444455556666:role/Administrator", administrated, name);
      assert.equal(state.previewRole === state.updateRole, administrated, name);
    }
  });

  it("with a store per account: in the account itself, and the toolchain's and administrator's stay", () => {
    accountPlacement((other) => {
      const state = stateOf(stackNamed(other, "payments.prod"));
      assert.equal(state.bucket, "globex-state-777788889999");
      assert.equal(state.updateRole, "arn:aws:iam::777788889999:role/slipway/globex-run-live-update");
      assert.equal(state.keyAlias, "alias/globex/state/live/prod");
      assert.equal(stateOf(stackNamed(other, "live.account")).bucket, "globex-state-444455556666");
      assert.equal(stateOf(stackNamed(other, "payments.pipeline")).bucket, "globex-state-444455556666");
      const stores = other.stacks.filter(isStored).filter(({ name }) => name.endsWith(".store"));
      assert.deepEqual(
        stores.map(({ name, kind, account, state }) => [name, kind, account, state.prefix]),
        [
          ["test.store", "state", "test", "toolchain/administrator"],
          ["live.store", "state", "live", "toolchain/administrator"],
        ],
      );
      assert.equal(stackNamed(other, "prod.state").account, "live", "the key is beside its store");
      assert.deepEqual(stackNamed(other, "prod.state").dependsOn, ["state", "live.store"]);
      assert.deepEqual(stackNamed(other, "live.account").dependsOn, ["state", "live.store"]);
      assert.deepEqual(stackNamed(other, "prod").dependsOn, ["live.account", "prod.state"]);
    });
  });

  it("no two stacks share a lock", () => {
    const locks = catalog.stacks.filter(isStored).map(({ state }) => state.lockId);
    assert.equal(new Set(locks).size, locks.length);
  });
});

describe("a new file changes no existing plan", () => {
  const environment = (account: string, region: string, cidr: string) =>
    JSON.stringify({ config: { "slipway:environment": { account, region, network: { cidr, zones: 2 } } } });
  const additions: Record<string, (copy: Copy) => Copy> = {
    "a service": (copy) => copy.write("services/billing.yaml", copy.read("services/payments.yaml")),
    "a service in branch mode": (copy) => copy.write("services/intranet.yaml", copy.read("services/portal.yaml")),
    "an environment": (copy) => copy.write("Pulumi.aaa.yaml", environment("test", "us-east-1", "10.0.0.0/16")),
    "a region": (copy) => copy.write("Pulumi.test-sa-east-1.yaml", environment("test", "sa-east-1", "10.1.0.0/16")),
    "an account with its environment": (copy) =>
      copy
        .set("Pulumi.yaml", ["config", "slipway:organization", "value", "accounts", "spare"], "123456789012")
        .write("Pulumi.spare.yaml", environment("spare", "eu-west-1", "172.26.0.0/16")),
  };
  for (const [what, add] of Object.entries(additions)) {
    it(`${what} adds stacks, and every other stack stays deeply equal`, () => {
      for (const mode of ["one", "account"]) {
        withCopy((copy) => {
          const before = copy.set("Pulumi.state.yaml", placement, mode).load().stacks;
          const after = add(copy).load();
          assert.ok(after.stacks.length > before.length);
          for (const plan of before) assert.deepEqual(stackNamed(after, plan.name), plan);
        });
      }
    });
  }
});
