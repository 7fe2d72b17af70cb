import assert from "node:assert/strict";
import { adopted } from "../../../runner/recovery/adopt";
import { bucket, key, vpc } from "./resources";

const provider = {
  urn: "urn:pulumi:dev::slipway::pulumi:providers:aws::target",
  type: "pulumi:providers:aws",
  custom: true,
  id: "1234",
  inputs: { region: "us-east-1" },
};
const ofProvider = `${provider.urn}::${provider.id}`;
const pending_operations = [
  { type: "creating", resource: bucket },
  { type: "updating", resource: vpc },
];

describe("a state without its interrupted operations", () => {
  it("has what may have been made, under its id and as the engine recorded it, behind what it depends on", () => {
    const after = adopted({ resources: [provider], pending_operations }, [
      { resource: bucket, id: "acme-b", exists: false },
    ]);
    assert.deepEqual(after.resources, [provider, { ...bucket, id: "acme-b" }]);
    assert.equal("pending_operations" in after, false);
  });

  it("has nothing of what was not made, and keeps what was being changed", () => {
    const made = { ...vpc, id: "vpc-1", outputs: {} };
    const after = adopted({ resources: [made], pending_operations }, [
      { resource: bucket, id: undefined, exists: false },
    ]);
    assert.deepEqual(after.resources, [made]);
  });

  it("names the region of what lies elsewhere than its provider works", () => {
    const near = { ...key, provider: ofProvider, inputs: { region: "us-east-1" } };
    const far = { ...near, urn: `${key.urn}2`, inputs: { region: "eu-north-1" } };
    const after = adopted({ resources: [provider] }, [
      { resource: near, id: "key-1", exists: true },
      { resource: far, id: "key-2", exists: true },
    ]);
    assert.deepEqual(
      after.resources?.map(({ id }) => id),
      ["1234", "key-1", "key-2@eu-north-1"],
    );
  });

  it("has a replacement before what it replaces, which is still to be deleted", () => {
    const old = { ...bucket, id: "acme-old", outputs: {} };
    const last = { ...vpc, id: "vpc-1" };
    const decisions = [{ resource: bucket, id: "acme-b", exists: false }];
    assert.deepEqual(adopted({ resources: [old, last] }, decisions).resources, [
      { ...bucket, id: "acme-b" },
      { ...old, delete: true },
      last,
    ]);
    const gone = { ...old, pendingReplacement: true };
    assert.deepEqual(adopted({ resources: [gone, last] }, decisions).resources, [{ ...bucket, id: "acme-b" }, last]);
  });
});
