import assert from "node:assert/strict";
import { packVerdict } from "../../../runner/policies/status";

const today = { version: "0.1.0", digest: "d1", configuration: "c1" };
const state = { digest: "s1", fence: 3 };
const found = { digest: "s1", extension: ".json" };

describe("which pack a stack was last written under", () => {
  for (const [what, verdict, recorded, observed] of [
    ["today's pack and configuration", "current", { ...state, pack: today }, found],
    ["another pack", "other-pack", { ...state, pack: { ...today, digest: "d0" } }, found],
    ["another configuration", "other-configuration", { ...state, pack: { ...today, configuration: "c0" } }, found],
    ["no pack", "without", state, found],
    ["a run before any was recorded", "without", undefined, found],
    ["a run that recorded nothing", "unrecorded", { ...state, pack: today }, { ...found, digest: "s2" }],
    ["nobody: there is no state", "absent", { ...state, pack: today }, undefined],
  ] as const) {
    it(`is ${verdict} after ${what}`, () => assert.equal(packVerdict(recorded, observed, today), verdict));
  }
});
