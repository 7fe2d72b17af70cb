import assert from "node:assert/strict";
import { guard } from "../../stacks/guard";

const stack = { name: "orders.prod", backend: "s3" } as const;

describe("guard", () => {
  it("refuses a change without the lock, and names the commands to use", () => {
    assert.throws(
      () => guard(stack, { dryRun: false }),
      (error: Error) => {
        assert.match(error.message, /orders\.prod was not changed/);
        assert.match(error.message, /slipway up orders\.prod/);
        assert.match(error.message, /eval "\$\(slipway env\)"/);
        return true;
      },
    );
  });

  it("refuses a change under another stack's lock, or under none by that name", () => {
    for (const mark of ["orders.dev:0b9c", "orders.prod", "orders.prod:", ":0b9c"]) {
      assert.throws(() => guard(stack, { dryRun: false, mark }), /another lock/, mark);
    }
  });

  it("lets the holder of the lock, previews, and stacks in Pulumi Cloud pass", () => {
    guard(stack, { dryRun: false, mark: "orders.prod:0b9c" });
    guard(stack, { dryRun: true });
    guard({ ...stack, backend: "cloud" }, { dryRun: false });
  });
});
