import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../catalog/package-root";
import { buildFromModules, isOlder, minimumGo } from "../../../local/cli/build";
import { wantedVersion } from "../../../runner/cli";
import { whileSaying } from "../../../runner/cli/progress";

describe("building the Pulumi CLI from its Go modules", () => {
  let root: string;
  let steps: string[];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "slipway-go-"));
    steps = [];
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** A `go` of some version whose `build` runs `body`; arguments and surroundings are noted. */
  const go = (version: string, body = "") => {
    const file = join(root, "go");
    const note = `printf '%s\\n' "$PWD" "$GOTOOLCHAIN" "$@" > ${root}/noted`;
    writeFileSync(file, `#!/bin/sh\nif [ "$1" = env ]; then echo go${version}; exit; fi\n${note}\n${body}\n`);
    chmodSync(file, 0o755);
  };
  const build = () =>
    buildFromModules({
      version: "3.259.0",
      target: join(root, "out", "bin", "pulumi"),
      env: { PATH: root },
      onStep: (step) => steps.push(step),
    });

  it("says that Go is missing", () => assert.rejects(build(), /there is no `go` on PATH/));

  it("says that Go is too old, and starts nothing", async () => {
    go("1.25.10");
    await assert.rejects(build(), /Go 1\.25\.10 is too old; 1\.25\.11 or later is needed/);
    assert.throws(() => readFileSync(join(root, "noted")));
  });

  it("builds the pinned modules with the version stamped in, and never fetches another Go", async () => {
    go("1.26.8");
    await build();
    const [folder, toolchain, ...args] = readFileSync(join(root, "noted"), "utf8").trim().split("\n");
    assert.equal(folder, join(packageRoot(), "local", "cli"));
    assert.equal(toolchain, "local");
    assert.ok(args.includes("-mod=readonly"));
    assert.ok(args.some((argument) => argument.endsWith("/version.Version=3.259.0")));
    assert.equal(args[args.indexOf("-o") + 1], join(root, "out", "bin", "pulumi"));
  });

  it("tells what is downloaded and compiled", async () => {
    go("1.26.8", "echo 'go: downloading github.com/x/y v1.0.0' >&2; echo github.com/x/y/z >&2");
    await build();
    assert.deepEqual(steps, ["downloading github.com/x/y v1.0.0", "compiling github.com/x/y/z"]);
  });

  it("fails with the last lines that the build printed", async () => {
    go("1.26.8", "echo 'write /tmp/x: no space left on device' >&2; exit 1");
    await assert.rejects(build(), /ended with code 1: write \/tmp\/x: no space left on device/);
  });

  it("pins in go.mod the version and the Go that the code names", () => {
    const pins = readFileSync(join(packageRoot(), "local", "cli", "go.mod"), "utf8");
    assert.ok(pins.includes(`require github.com/pulumi/pulumi/pkg/v3 v${wantedVersion}\n`));
    assert.ok(pins.includes(`\ngo ${minimumGo}\n`));
  });

  it("compares versions by number, also of a release candidate", () => {
    for (const version of ["1.9", "1.25", "1.25.10"]) assert.ok(isOlder(version, "1.25.11"), version);
    for (const version of ["1.25.11", "1.26rc1", "1.100", "2.0"]) assert.ok(!isOlder(version, "1.25.11"), version);
  });

  it("is never silent: progress is told again and again while it runs", async () => {
    const said: string[] = [];
    let finish = (_: string) => {};
    const work = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const say = (line: string) => {
      said.push(line);
      if (said.length === 3) finish("done");
    };
    assert.equal(await whileSaying(say, () => "still building", work, 1), "done");
    assert.deepEqual(said, ["still building", "still building", "still building"]);
  });
});
