import assert from "node:assert/strict";
import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { wantedVersion } from "../../../runner/cli";
import type { Way } from "../../../runner/cli/make";
import { stampBuild, stampName } from "../../../runner/cli/stamp";
import { fakeWay, type World, world } from "./fakes";

/** A build as Go would leave it, stamped as ours is; it notes every time it is run. */
function building(w: World): Way & { made: number } {
  const way = {
    name: "build",
    source: "built" as const,
    made: 0,
    async make({ root, version }: { root: string; version: string }) {
      way.made += 1;
      const bin = join(root, "bin");
      w.script(join(bin.slice(w.root.length), "pulumi"), `echo run >> ${w.root}/runs; echo ${version}`);
      await stampBuild(bin, version);
    },
  };
  return way;
}

describe("a CLI that is kept in the versions folder", () => {
  let w: World;
  let bin: string;
  let binary: string;
  beforeEach(() => {
    w = world();
    bin = join(w.versions, wantedVersion, "bin");
    binary = join(bin, "pulumi");
  });
  afterEach(() => w.remove());

  describe("and was built by us", () => {
    let way: ReturnType<typeof building>;
    beforeEach(async () => {
      way = building(w);
      await w.find([], [way]);
      rmSync(join(w.root, "runs"));
      w.said.length = 0;
    });

    it("is used by its stamp, without running it", async () => {
      assert.equal((await w.find([])).source, "built");
      assert.ok(!existsSync(join(w.root, "runs")));
    });

    const damages: [what: string, damage: () => void, told: RegExp][] = [
      ["half written", () => writeFileSync(binary, "#!/bin/sh\n"), /has 10 bytes instead of/],
      ["missing", () => rmSync(binary), /binary is missing/],
      [
        "claimed by an unreadable stamp",
        () => writeFileSync(join(bin, stampName), "{"),
        /stamp says version undefined/,
      ],
      [
        "changed without changing its size",
        () => {
          const text = readFileSync(binary, "utf8").replace("echo run", "echo RUN");
          writeFileSync(binary, text);
          utimesSync(binary, 1, 1);
        },
        /changed after it was built/,
      ],
    ];
    for (const [what, damage, told] of damages) {
      it(`is built again, with a line that says why, when it is ${what}`, async () => {
        damage();
        const found = await w.find([], [way]);
        assert.equal(found.command, binary);
        assert.equal(way.made, 2);
        assert.match(w.said[0] as string, told);
      });
    }

    it("is still trusted when only its time changed, as after unpacking an archive", async () => {
      utimesSync(binary, 1000, 1000);
      assert.equal((await w.find([])).source, "built");
      assert.equal((await w.find([])).source, "built");
      assert.deepEqual(w.said, []);
    });

    it("gets its language host back when that was changed or is missing", async () => {
      const host = join(bin, "pulumi-language-nodejs");
      const good = readFileSync(host, "utf8");
      appendFileSync(host, "// changed");
      await w.find([]);
      assert.equal(readFileSync(host, "utf8"), good);
      rmSync(host);
      await w.find([]);
      assert.equal(readFileSync(host, "utf8"), good);
    });

    it("gets a new language host when the one it has was made from other sources", async () => {
      const stamp = join(bin, stampName);
      const made = JSON.parse(readFileSync(stamp, "utf8")) as Record<string, unknown>;
      writeFileSync(stamp, JSON.stringify({ ...made, hostSources: "older" }));
      await w.find([]);
      assert.equal(JSON.parse(readFileSync(stamp, "utf8")).hostSources, made.hostSources);
    });
  });

  describe("and came from the official installer", () => {
    it("is used after it told its version, and its own language host is left alone", async () => {
      await w.find([], [fakeWay("installer", wantedVersion)]);
      const host = join(bin, "pulumi-language-nodejs");
      const before = readFileSync(host, "utf8");
      assert.deepEqual(await w.find([]), { command: binary, version: wantedVersion, source: "installed" });
      assert.equal(readFileSync(host, "utf8"), before);
      assert.ok(!existsSync(join(bin, stampName)));
    });

    const damages: [what: string, damage: () => void, told: RegExp][] = [
      [
        "answers with another version",
        () => w.script(binary.slice(w.root.length), "echo 3.250.0"),
        /says it is 3\.250\.0/,
      ],
      ["does not run", () => writeFileSync(binary, "#!/bin/sh\nexit 1\n"), /binary does not run/],
      ["may not be executed", () => chmodSync(binary, 0o644), /not executable/],
      ["has lost its language host", () => rmSync(join(bin, "pulumi-language-nodejs")), /no pulumi-language-nodejs/],
    ];
    for (const [what, damage, told] of damages) {
      it(`is replaced, with a line that says why, when it ${what}`, async () => {
        const way = fakeWay("installer", wantedVersion);
        await w.find([], [way]);
        damage();
        await w.find([], [way]);
        assert.equal(way.made, 2);
        assert.match(w.said[0] as string, told);
      });
    }
  });

  it("of another supported version serves when the wanted one is not there; an unsupported one does not", async () => {
    for (const version of ["3.250.0", "3.260.1", "3.9.0", "4.1.0"]) {
      for (const file of ["pulumi", "pulumi-language-nodejs"]) {
        w.script(`home/.pulumi/versions/${version}/bin/${file}`, `echo v${version}`);
      }
    }
    assert.equal((await w.find([])).version, "3.260.1");
  });
});
