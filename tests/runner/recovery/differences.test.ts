import assert from "node:assert/strict";
import { differences } from "../../../runner/recovery/differences";
import { bucket, key } from "./resources";

const made = {
  ...bucket,
  id: "acme-b",
  dependencies: ["urn:a", "urn:b"],
  modified: "2026-01-01",
  sourcePosition: "x#1",
};

describe("two copies of a state", () => {
  it("are the same whatever a run of the engine writes anew", () => {
    const again = { ...made, dependencies: ["urn:b", "urn:a"], modified: "2026-02-02", sourcePosition: "y#2" };
    const other = { ...key, id: "key-1" };
    assert.deepEqual(
      differences({ resources: [made, other] }, { resources: [other, again], pending_operations: [] }),
      [],
    );
  });

  it("differ in every resource that one lacks or has otherwise, and in interrupted operations", () => {
    assert.deepEqual(differences({ resources: [made] }, { resources: [] }), [bucket.urn]);
    assert.deepEqual(differences({ resources: [made] }, { resources: [{ ...made, id: "other" }] }), [bucket.urn]);
    assert.deepEqual(differences({ resources: [made] }, { resources: [{ ...made, protect: false }] }), [bucket.urn]);
    assert.deepEqual(differences({}, { pending_operations: [{ type: "creating", resource: key }] }), [key.urn]);
  });
});
