import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changesOf, type EngineEvent, followEvents, stepLine } from "../../../runner/engine/events";

describe("the engine's event log", () => {
  it("is read to its end, across lines that were written in parts", () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-events-"));
    const file = join(folder, "events.jsonl");
    const seen: EngineEvent[] = [];
    const follower = followEvents(file, (event) => seen.push(event));
    appendFileSync(file, '{"summaryEvent":{"resourceChanges":{"create":1}}}\n{"diagnosticEvent":{"message":"é');
    appendFileSync(file, 'é","severity":"error"}}\n');
    follower.stop();
    rmSync(folder, { recursive: true });
    assert.deepEqual(seen, [
      { summaryEvent: { resourceChanges: { create: 1 } } },
      { diagnosticEvent: { message: "éé", severity: "error" } },
    ]);
  });

  const step = (op: string, planning = false): EngineEvent => ({
    resOutputsEvent: {
      metadata: { op, urn: "urn:pulumi:dev::slipway::aws:s3/bucket:Bucket::store", type: "aws:s3/bucket:Bucket" },
      planning,
    },
  });

  it("gives one line for a step that changed something, and none for the rest", () => {
    assert.equal(stepLine(step("create"), false), "  +  aws:s3/bucket:Bucket  store");
    assert.equal(stepLine(step("same"), false), undefined);
    assert.equal(stepLine(step("create", true), false), undefined);
    assert.equal(stepLine(step("create", true), true), "  +  aws:s3/bucket:Bucket  store");
  });

  it("gives no line for what a refresh calls updated although it found it as it was", () => {
    const refreshed = (outputs: object): EngineEvent => {
      const { metadata } = step("update").resOutputsEvent!;
      const old = { inputs: { a: 1 }, outputs: { b: 1 } };
      return {
        resOutputsEvent: { metadata: { ...metadata, old, new: { inputs: { a: 1 }, outputs: { ...outputs } } } },
      };
    };
    assert.equal(stepLine(refreshed({ b: 1 }), false), undefined);
    assert.equal(stepLine(refreshed({ b: 2 }), false), "  ~  aws:s3/bucket:Bucket  store");
  });

  it("counts what changed", () => {
    assert.deepEqual(changesOf({ same: 4, create: 2, update: 0 }), { create: 2 });
  });
});
