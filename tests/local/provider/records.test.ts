import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRecords, type ResourceRecord } from "../../../local/provider/records";

describe("the records of resources", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-records-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const record = (id: string): ResourceRecord => ({
    type: "aws:lb/listener:Listener",
    id,
    account: "111111111111",
    region: "eu-west-1",
    inputs: {},
    outputs: { arn: id },
  });
  const key = (id: string) => ["111111111111", "eu-west-1", "aws:lb/listener:Listener", id] as const;

  it("take any id, however long", () => {
    const records = openRecords(folder);
    const ids = ["a/b:c?d", `arn:${"x/".repeat(300)}1`, `arn:${"x/".repeat(300)}2`];
    for (const id of ids) assert.equal(records.add(record(id)), true);
    for (const id of ids) assert.equal(records.get(...key(id))?.id, id);
    assert.equal(records.list("111111111111", "eu-west-1", "aws:lb/listener:Listener").length, 3);
  });

  it("are added once, replaced, removed, and leave no drafts behind", () => {
    const records = openRecords(join(folder, "other"));
    assert.equal(records.add(record("one")), true);
    assert.equal(records.add(record("one")), false);
    records.put({ ...record("one"), outputs: { changed: true } });
    assert.deepEqual(openRecords(join(folder, "other")).get(...key("one"))?.outputs, { changed: true });
    records.remove(...key("one"));
    records.remove(...key("one"));
    assert.equal(records.get(...key("one")), undefined);
    const files = readdirSync(join(folder, "other"), { recursive: true, withFileTypes: true });
    assert.deepEqual(
      files.filter((entry) => entry.isFile()),
      [],
    );
  });
});
