import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { compareState, pendingOperations, StateChangedError } from "../../../runner/lock";

const recorded = { digest: "aa", versionId: "v1", fence: 3 };
const observed = { digest: "aa", versionId: "v1", extension: ".json" };

describe("comparing the checkpoint with the recorded one", () => {
  for (const [what, verdict, stored, found] of [
    ["the recorded checkpoint", "same", recorded, observed],
    ["the same bytes in a new version", "same", recorded, { ...observed, versionId: "v2" }],
    ["no checkpoint, and none recorded", "absent-both", undefined, undefined],
    ["no checkpoint, as the last run left it", "absent-both", { fence: 3 }, undefined],
    ["a checkpoint before the first recorded run", "first", undefined, observed],
    ["other bytes", "changed", recorded, { ...observed, digest: "bb" }],
    ["a checkpoint although the last run left none", "changed", { fence: 3 }, observed],
    ["no checkpoint although one was recorded", "lost", recorded, undefined],
  ] as const) {
    it(`calls ${what} ${verdict}`, () => assert.equal(compareState(stored, found), verdict));
  }

  it("reports both states, the run and time of the recorded one, and the way on", () => {
    const at = new Date("2026-03-04T05:06:07Z");
    const found = { digest: "bb", versionId: "v2", extension: ".json.gz", lastModified: at };
    const { message } = new StateChangedError({
      stack: "orders.prod",
      recorded,
      observed: found,
      recordedAt: at,
      fence: 4,
    });
    assert.match(message, /recorded {2}sha256 aa, version v1, by run 3 at 2026-03-04T05:06:07.000Z/);
    assert.match(message, /found {5}sha256 bb, version v2, .json.gz, written at 2026-03-04/);
    assert.match(message, /--accept-state/);
    assert.doesNotMatch(message, /between/);
  });

  it("says how many runs since recorded nothing, because that may explain the change", () => {
    const { message } = new StateChangedError({ stack: "orders.prod", recorded, observed: undefined, fence: 6 });
    assert.match(message, /found {5}no checkpoint/);
    assert.match(message, /between {3}2 later runs took the lock and recorded no state/);
  });
});

describe("pending operations of a checkpoint", () => {
  const urn = "urn:pulumi:orders.prod::slipway::aws:s3/bucket:Bucket::store";
  const pending = [{ type: "creating", resource: { urn } }];
  const bytes = Buffer.from(JSON.stringify({ version: 3, checkpoint: { latest: { pending_operations: pending } } }));

  it("are read from plain and gzipped checkpoints", () => {
    assert.deepEqual(pendingOperations(bytes, ".json"), [{ type: "creating", urn }]);
    assert.deepEqual(pendingOperations(gzipSync(bytes), ".json.gz"), [{ type: "creating", urn }]);
  });

  it("are none in a new stack's checkpoint, which has no state yet", () => {
    assert.deepEqual(pendingOperations(Buffer.from('{"version":3,"checkpoint":{"latest":null}}'), ".json"), []);
  });

  it("are unknown in what cannot be read", () => {
    assert.equal(pendingOperations(bytes, ".json.zst"), undefined);
    assert.equal(pendingOperations(Buffer.from("{"), ".json"), undefined);
  });
});
