import assert from "node:assert/strict";
import { describeCatalog } from "../../catalog/describe";
import { loadCatalog } from "../../catalog/load";
import { orphans } from "../../catalog/orphans";
import { stackNamed, waves } from "../../catalog/stacks";
import { fixture } from "./organization";

const catalog = loadCatalog(fixture);

describe("stacks by name", () => {
  it("an unknown name is answered with the near ones", () => {
    assert.equal(stackNamed(catalog, "payments.prod").name, "payments.prod");
    assert.throws(
      () => stackNamed(catalog, "paymnets.prod"),
      /no file declares a stack "paymnets\.prod"\. Did you mean "payments\.prod"/,
    );
    assert.throws(() => waves(catalog, ["tst"]), /Did you mean "test"/);
  });

  it("orphans are the existing stacks that no file declares", () => {
    assert.deepEqual(orphans(catalog, ["prod", "ledger.prod", "state", "ledger.pipeline"]), [
      "ledger.prod",
      "ledger.pipeline",
    ]);
  });
});

describe("waves", () => {
  it("hold stacks that need nothing of each other, as early as they can be applied", () => {
    assert.deepEqual(waves(catalog), [
      ["state"],
      ["prod.state", "prod-eu-west-1.state", "test.state", "toolchain.account", "test.account", "live.account"],
      ["toolchain", "prod", "prod-eu-west-1", "test"],
      ["payments.test", "payments.prod-eu-west-1", "payments.prod", "price-feed.test", "price-feed.prod"],
      ["payments.pipeline", "price-feed.pipeline"],
    ]);
  });

  it("of some stacks keep apart what only stacks in between connect", () => {
    assert.deepEqual(waves(catalog, ["payments.test", "state", "price-feed.prod", "test.account"]), [
      ["state"],
      ["test.account", "price-feed.prod"],
      ["payments.test"],
    ]);
  });

  it("of no stacks are none", () => {
    assert.deepEqual(waves(catalog, []), []);
  });
});

describe("describeCatalog", () => {
  it("is plain data with accounts, environments, services, ordered stacks and waves", () => {
    const description = describeCatalog(catalog);
    assert.deepEqual(JSON.parse(JSON.stringify(description.waves)), waves(catalog));
    assert.deepEqual(description.accounts[0], { alias: "test", id: "012345678901" });
    assert.deepEqual(description.services[1]!.stages, ["test", "prod"]);
    const last = description.stacks.at(-1)!;
    assert.equal(last.order, catalog.stacks.length);
    assert.equal(last.state, "s3://globex-state-444455556666/toolchain/toolchain");
    assert.equal(last.lock, "globex-state-444455556666/toolchain/toolchain/release/price-feed.pipeline");
  });
});
