import assert from "node:assert/strict";
import type { Existing } from "../../catalog/removal";
import type { Catalog, StackPlan } from "../../catalog/types";
import type { Verb } from "../../runner/engine/verb";
import { exitCode, exitCodes } from "../../runner/exit";
import { refuseRemovals } from "../../runner/removal";
import type { Session } from "../../runner/session";
import { exampleCatalog } from "../stacks/example";

const catalog = exampleCatalog();
const all: Existing[] = catalog.stacks.map(({ name, state }) => ({
  name,
  prefix: state!.prefix,
  bucket: state!.bucket,
}));
const plans = (...names: string[]): StackPlan[] => catalog.stacks.filter(({ name }) => names.includes(name));

/** The refusal's words, or undefined. */
async function refused(verb: Verb, wanted: StackPlan[], existing = all, of: Catalog = catalog) {
  try {
    await refuseRemovals({ catalog: of } as Session, verb, wanted, async () => existing);
    return undefined;
  } catch (error) {
    assert.equal(exitCode(error), exitCodes.refused);
    return (error as Error).message;
  }
}

describe("the guard against taking away what is needed", () => {
  it("refuses to destroy an account's stack and names every stack that is left there", async () => {
    assert.match(
      (await refused("destroy", plans("dev.account")))!,
      /dev\.account cannot be destroyed: dev, orders\.dev /,
    );
  });

  it("lets it go together with them, and when they are gone", async () => {
    assert.equal(await refused("destroy", plans("dev", "dev.account", "orders.dev")), undefined);
    const left = all.filter(({ name }) => name !== "dev" && name !== "orders.dev");
    assert.equal(await refused("destroy", plans("dev.account"), left), undefined);
  });

  it("refuses to destroy the store and a secrets key while anything uses them", async () => {
    const message = (await refused("destroy", plans("state", "prod.state")))!;
    assert.match(message, /^Stack state cannot be destroyed: .*toolchain\.account/m);
    assert.match(message, /^Stack prod\.state cannot be destroyed: orders\.prod, prod /m);
    assert.match(message, /Nothing was changed/);
  });

  it("lets everything be destroyed at once", async () => {
    assert.equal(await refused("destroy", catalog.stacks), undefined);
  });

  it("refuses to apply the roles and stores of a company that has lost an account with stacks in it", async () => {
    const { dev: _, ...accounts } = catalog.organization.accounts;
    const without = { ...catalog, organization: { ...catalog.organization, accounts } };
    const message = await refused("up", plans("toolchain.account"), all, without);
    assert.match(message!, /accounts: dev is gone, but dev, dev\.account, orders\.dev still exist/);
    const gone = all.filter(({ name }) => !["dev", "dev.account", "orders.dev"].includes(name));
    assert.equal(await refused("up", plans("toolchain.account"), gone, without), undefined);
  });

  it("does not look into stores for a preview, or for stacks that hold nothing of others", async () => {
    const look = async () => assert.fail("it looked");
    for (const [verb, wanted] of [
      ["preview", catalog.stacks],
      ["refresh", catalog.stacks],
      ["destroy", plans("orders.dev")],
      ["up", plans("dev", "orders.dev")],
    ] as const) {
      await refuseRemovals({ catalog } as Session, verb, wanted, look);
    }
  });
});
