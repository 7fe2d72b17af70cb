import assert from "node:assert/strict";
import { actionsPerStage, configurationLimit, stagesPerPipeline } from "../../../catalog/pipeline/limits";
import { limits } from "../../../catalog/quota";

describe("the limits of AWS as data", () => {
  it("each say what, in which unit, how much and where AWS writes it", () => {
    for (const [id, limit] of Object.entries(limits)) {
      assert.equal(limit.id, id);
      assert.ok(limit.service && limit.what && limit.unit, id);
      assert.ok(Number.isInteger(limit.value) && limit.value > 0, id);
      assert.match(limit.source, /^https:\/\/docs\.aws\.amazon\.com\/[A-Za-z0-9/_-]+\.html$/);
    }
  });

  it("that are raised up to a figure are adjustable, and the figure is more than the default", () => {
    for (const limit of Object.values(limits)) {
      if (limit.most !== undefined) assert.ok(limit.adjustable && limit.most > limit.value, limit.id);
    }
  });

  it("are those that a single pipeline is checked against", () => {
    assert.equal(actionsPerStage.most, limits.actionsPerStage.value);
    assert.equal(stagesPerPipeline.most, limits.stagesPerPipeline.value);
    assert.equal(configurationLimit.value, limits.configurationValueLength.value);
  });
});
