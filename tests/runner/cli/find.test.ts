import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NoPulumiError, shimMark, wantedVersion } from "../../../runner/cli";
import { failingWay, fakeWay, type World, world } from "./fakes";

describe("finding the Pulumi CLI", () => {
  let w: World;
  beforeEach(() => {
    w = world();
  });
  afterEach(() => w.remove());

  describe("on PATH", () => {
    it("takes the first supported one, by its absolute path", async () => {
      const folder = w.installed("one", "3.248.0");
      const found = await w.find([folder, w.installed("two", "3.300.0")]);
      assert.deepEqual(found, { command: join(folder, "pulumi"), version: "3.248.0", source: "path" });
      assert.deepEqual(w.said, []);
    });

    for (const [title, version] of [
      ["too old", "3.247.9"],
      ["of a next major version", "4.0.0"],
    ]) {
      it(`skips one that is ${title}, says so, and looks at the rest of PATH`, async () => {
        const old = w.installed("old", version as string);
        const good = w.installed("good", "3.259.0");
        assert.equal((await w.find([old, good])).command, join(good, "pulumi"));
        assert.equal(w.said.length, 1);
        assert.match(w.said[0] as string, new RegExp(`${join(old, "pulumi")} is version ${version}; 3.248.0 or later`));
      });
    }

    it("skips a broken one with what it said, and one whose answer is no version", async () => {
      w.script("broken/pulumi", "echo cannot load library >&2; exit 127");
      w.script("odd/pulumi", "echo hello");
      const good = w.installed("good", "3.250.1");
      const found = await w.find([join(w.root, "broken"), join(w.root, "odd"), good]);
      assert.equal(found.version, "3.250.1");
      assert.match(w.said[0] as string, /broken\/pulumi does not run \(cannot load library\)/);
      assert.match(w.said[1] as string, /odd\/pulumi answers 'version' with "hello"/);
    });

    it("never runs the shim of `slipway env`: it would find itself", async () => {
      const marker = join(w.root, "ran");
      w.script("shim/pulumi", `touch ${marker}; echo v3.259.0`);
      writeFileSync(join(w.root, "shim", shimMark), "");
      await assert.rejects(w.find([join(w.root, "shim")]), NoPulumiError);
      assert.ok(!readdirSync(w.root).includes("ran"));
    });

    it("ignores relative and empty entries of PATH", async () => {
      w.installed("one", "3.259.0");
      await assert.rejects(w.find(["", ".", "one"]), NoPulumiError);
    });
  });

  describe("when none is there", () => {
    it("tries the ways in order, tells each failure in a line, and keeps what the first good one made", async () => {
      const second = fakeWay("second", wantedVersion);
      const third = fakeWay("third", wantedVersion);
      const found = await w.find([], [failingWay("first", "host is away"), second, third]);
      assert.deepEqual(found, {
        command: join(w.versions, wantedVersion, "bin", "pulumi"),
        version: wantedVersion,
        source: "installed",
      });
      assert.deepEqual(w.said, ["first: host is away"]);
      assert.equal(third.made, 0);
      assert.deepEqual(readdirSync(w.versions), [wantedVersion], "no lock and no half-made folder is left");

      await w.find([], [second]);
      assert.equal(second.made, 1, "the next start uses what is kept");
    });

    it("refuses what a way made when it is not the wanted version", async () => {
      await assert.rejects(w.find([], [fakeWay("wrong", "3.258.0")]), /wrong: the binary says it is 3\.258\.0, not/);
      assert.deepEqual(readdirSync(w.versions), []);
    });

    it("fails with every way's reason and the three remedies in one error", async () => {
      const old = w.installed("old", "3.100.0");
      const ways = [failingWay("official download", "no network"), failingWay("built from its Go modules", "no Go")];
      await assert.rejects(w.find([old], ways), (error: Error) => {
        assert.equal(error.name, "NoPulumiError");
        for (const part of [
          `on PATH: ${join(old, "pulumi")} is version 3.100.0`,
          `in ${w.versions}: no supported version`,
          "official download: no network",
          "built from its Go modules: no Go",
          "install Pulumi 3.248.0 or later and put it on PATH",
          "let this machine reach get.pulumi.com",
          "install Go 1.25.11 or later",
        ]) {
          assert.ok(error.message.includes(part), `missing '${part}' in:\n${error.message}`);
        }
        return true;
      });
    });

    it("fails with that error too when the versions folder cannot be made", async () => {
      writeFileSync(join(w.root, "home"), "a file where the home folder should be");
      await assert.rejects(w.find([], [fakeWay("any", wantedVersion)]), (error: Error) => {
        assert.equal(error.name, "NoPulumiError");
        assert.match(error.message, /making one: E/);
        return true;
      });
    });
  });

  it("makes it once when two start at the same time: the second waits, says so, and uses the result", async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const way = fakeWay("slow", wantedVersion);
    const { make } = way;
    way.make = (task) => gate.then(() => make(task));
    const first = w.find([], [way]);
    const second = w.find([], [way]);
    while (!w.said.some((line) => line.startsWith("waiting:"))) await new Promise((next) => setTimeout(next, 5));
    release();
    assert.deepEqual(await first, await second);
    assert.equal(way.made, 1);
    assert.match(w.said[0] as string, new RegExp(`process ${process.pid} on .* is making Pulumi CLI ${wantedVersion}`));
  });
});
