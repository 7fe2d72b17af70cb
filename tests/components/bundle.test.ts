import assert from "node:assert/strict";
import { bundle } from "../../components/bundle";

describe("bundle", () => {
  it("says how to make a bundle that is not there", () => {
    assert.throws(() => bundle("unheard-of"), /functions\/bundles\/unheard-of\.js is missing.*npm run generate/);
  });
});
