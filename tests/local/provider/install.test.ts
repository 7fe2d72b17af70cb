import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../catalog/package-root";
import { installStandIns } from "../../../local/provider/install";
import type { Laptop } from "../../../local/provider/laptop";
import { laptopCloud, startTimeout } from "./cloud";

describe("the installed stand-ins", function () {
  this.timeout(startTimeout);
  let home: string;
  let laptop: Laptop;
  const plugin = (name: string) => {
    const { version } = require(`@pulumi/${name}/package.json`);
    return join(home, "plugins", `resource-${name}-v${version}`, `pulumi-resource-${name}`);
  };

  before(async () => {
    home = mkdtempSync(join(tmpdir(), "slipway-home-"));
    laptop = await laptopCloud();
    installStandIns(home, { node: process.execPath, root: packageRoot() });
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  const marks = () => ({
    ...process.env,
    SLIPWAY_LAPTOP: laptop.token,
    SLIPWAY_LAPTOP_ENDPOINT: laptop.endpoint,
    SLIPWAY_LAPTOP_DATA: laptop.data,
  });

  for (const name of ["aws", "awsx", "pulumiservice"]) {
    it(`stand where the engine looks for ${name} and print their port first`, async () => {
      const child = spawn(plugin(name), ["127.0.0.1:1"], { env: marks(), stdio: ["ignore", "pipe", "pipe"] });
      let errors = "";
      child.stderr.on("data", (text) => {
        errors += text;
      });
      const line = await new Promise<string>((resolve) => child.stdout.once("data", (text) => resolve(String(text))));
      child.kill();
      assert.match(line, /^\d+\n$/);
      assert.equal(errors, "");
    });
  }

  it("refuse to start without the laptop's mark, or for an emulator that does not know it", () => {
    const unmarked = spawnSync(plugin("aws"), [], { env: { PATH: process.env["PATH"] }, encoding: "utf8" });
    assert.equal(unmarked.status, 1);
    assert.match(unmarked.stderr, /stand-in.*SLIPWAY_LAPTOP is not set/);
    const cloud = spawnSync(plugin("pulumiservice"), [], { env: { PATH: process.env["PATH"] }, encoding: "utf8" });
    assert.equal(cloud.status, 1);
    assert.match(cloud.stderr, /SLIPWAY_LAPTOP is not set/);
    const strange = spawnSync(plugin("aws"), [], { env: { ...marks(), SLIPWAY_LAPTOP: "other" }, encoding: "utf8" });
    assert.equal(strange.status, 1);
    assert.match(strange.stderr, /No laptop cloud answers/);
  });

  it("are left alone when they are current", () => {
    const before = statSync(plugin("aws")).mtimeMs;
    installStandIns(home, { node: process.execPath, root: packageRoot() });
    assert.equal(statSync(plugin("aws")).mtimeMs, before);
    assert.match(readFileSync(plugin("aws"), "utf8"), /^#!\/bin\/sh\nexec /);
  });

  it("end with the engine that started them", async () => {
    const script = `"$0" 127.0.0.1:1 & echo $!; wait`;
    const engine = spawn("/bin/sh", ["-c", script, plugin("aws")], {
      env: marks(),
      stdio: ["ignore", "pipe", "ignore"],
    });
    let printed = "";
    const lines = await new Promise<string[]>((resolve) => {
      engine.stdout.on("data", (text) => {
        printed += text;
        if (printed.trim().split("\n").length === 2) resolve(printed.trim().split("\n"));
      });
    });
    engine.kill("SIGKILL");
    const pid = Number(lines[0]);
    for (;;) {
      try {
        process.kill(pid, 0);
      } catch {
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
});
