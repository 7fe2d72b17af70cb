import assert from "node:assert/strict";
import { type Existing, lostAccounts, needing } from "../../catalog/removal";
import type { Catalog } from "../../catalog/types";
import { exampleCatalog } from "../stacks/example";

/** Everything that the catalog declares, as the stores would show it. */
function applied(catalog: Catalog): Existing[] {
  return catalog.stacks.flatMap(({ name, state }) =>
    state ? [{ name, prefix: state.prefix, bucket: state.bucket }] : [],
  );
}

function needers(catalog: Catalog, name: string, existing = applied(catalog)): string[] {
  return needing(catalog, catalog.stacks.find((each) => each.name === name)!, existing).sort();
}

describe("what existing stacks need", () => {
  const one = exampleCatalog();
  const each = exampleCatalog({ placement: "account" });

  it("an account's roles are needed by every stack that works in the account", () => {
    assert.deepEqual(needers(one, "dev.account"), ["dev", "orders.dev"]);
    assert.deepEqual(needers(each, "toolchain.account"), ["orders.pipeline", "toolchain"]);
  });

  it("the account of the one store has the roles of every run", () => {
    assert.deepEqual(needers(one, "toolchain.account"), [
      "dev",
      "orders.dev",
      "orders.pipeline",
      "orders.prod",
      "prod",
      "toolchain",
    ]);
  });

  it("a store is needed by every stack whose state is in it, but for itself", () => {
    const others = one.stacks.map(({ name }) => name).filter((name) => name !== "state");
    assert.deepEqual(needers(one, "state"), others.sort());
    assert.deepEqual(needers(each, "dev.store"), ["dev", "orders.dev"]);
  });

  it("a secrets key is needed by the stacks of its environment", () => {
    assert.deepEqual(needers(one, "prod.state"), ["orders.prod", "prod"]);
  });

  it("a stack that no file declares any more needs its account like the others", () => {
    const dev = one.stacks.find(({ name }) => name === "dev")!.state!;
    assert.deepEqual(needers(one, "dev.account", [{ ...dev, name: "old.dev" }]), ["old.dev"]);
  });

  it("other stacks are needed by nothing that could not be changed without them", () => {
    for (const { name, kind } of one.stacks.filter(({ kind }) => kind !== "account" && kind !== "state")) {
      assert.deepEqual(needers(one, name), [], kind);
    }
  });

  it("an account that the files no longer have is named with its stacks, those of an administrator too", () => {
    const existing = [...applied(one), ...applied(each)];
    assert.deepEqual(lostAccounts(one, existing), []);
    const { dev: _, ...accounts } = one.organization.accounts;
    const without = { organization: { ...one.organization, accounts } };
    assert.deepEqual(lostAccounts(without, applied(one)), [
      { alias: "dev", stacks: ["dev", "dev.account", "orders.dev"] },
    ]);
    assert.deepEqual(
      lostAccounts(without, applied(each)).map(({ stacks }) => stacks),
      [["dev", "dev.account", "dev.store", "orders.dev"]],
    );
  });
});
