import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { putOff } from "../../../runner/graph/lazy";

describe("a module that is put off", () => {
  let folder: string;
  const loads: string[] = [];
  Object.assign(globalThis, { slipwayLoads: loads });
  beforeEach(() => {
    loads.length = 0;
    folder = mkdtempSync(join(tmpdir(), "slipway-lazy-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  after(() => Reflect.deleteProperty(globalThis, "slipwayLoads"));

  function file(name: string): string {
    const path = join(folder, `${name}.js`);
    writeFileSync(path, `globalThis.slipwayLoads.push("${name}"); exports.answer = () => 42;`);
    return require.resolve(path);
  }

  it("is loaded at the first look at it, once, and is then the real one", () => {
    const path = file("late");
    putOff(path, true);
    const early = require(path);
    assert.equal(early.__esModule, true);
    assert.deepEqual(loads, []);
    assert.equal(early.answer(), 42);
    assert.deepEqual(Object.keys(early), ["answer"]);
    assert.equal(require(path).answer, early.answer);
    assert.deepEqual(loads, ["late"]);
  });

  it("answers itself what is known of it, with the real one at hand", () => {
    const path = file("known");
    putOff(path, true, {
      ready: () => "yes",
      answer: (load) => () => (load() as { answer(): number }).answer() + 1,
    });
    const early = require(path);
    assert.equal(early.ready, "yes");
    assert.deepEqual(loads, []);
    assert.equal(early.answer(), 43);
    assert.deepEqual(loads, ["known"]);
  });

  it("stays as it is when it was loaded before", () => {
    const path = file("early");
    const real = require(path);
    putOff(path, true);
    assert.equal(require(path), real);
  });
});
