import assert from "node:assert/strict";
import { programFor } from "../../stacks/program";
import { build } from "../components/harness";
import { exampleCatalog } from "./example";

describe("programFor", () => {
  it("builds several stacks in one process, one after the other", async () => {
    const catalog = exampleCatalog();
    const state = await build(programFor(catalog, "state", "update"), { stack: "state" });
    const account = await build(programFor(catalog, "dev.account", "update"), { stack: "dev.account" });
    assert.equal(state.all("aws:iam/role:Role").length, 0);
    assert.equal(account.all("aws:s3/bucket:Bucket").length, 0);
  });

  it("answers a misspelt name with a near one", () => {
    assert.throws(() => programFor(exampleCatalog(), "order.prod", "update"), /order\.prod.*orders\.prod/);
  });
});
