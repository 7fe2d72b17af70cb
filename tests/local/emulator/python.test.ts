import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder, findPython } from "../../../local/emulator/python";

describe("the emulator's Python", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-python-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function path(name: string, programs: Record<string, string>): NodeJS.ProcessEnv {
    const bin = join(folder, name);
    mkdirSync(bin);
    for (const [program, answer] of Object.entries(programs)) {
      writeFileSync(join(bin, program), `#!/bin/sh\necho "${answer}"\n`, { mode: 0o755 });
    }
    return { PATH: bin };
  }

  it("is the first on PATH that is new enough", async () => {
    const environment = path("newer", { python3: "3.8 True", "python3.12": "3.12 True" });
    assert.deepEqual(await findPython(environment), { command: "python3.12", version: "3.12" });
  });

  it("is refused without the venv module, naming the package that has it", async () => {
    const environment = path("without-venv", { python3: "3.11 False" });
    await assert.rejects(findPython(environment), /python3 \(3\.11\) has no venv module.*apt install python3-venv/);
  });

  it("is refused when there is none or an old one, with a remedy", async () => {
    await assert.rejects(findPython(path("none", {})), /no Python on PATH.*Install it/);
    await assert.rejects(findPython(path("old", { python3: "3.8 True" })), /3\.10 or later.*python3 is 3\.8/);
  });

  it("is kept in the user's cache folder", () => {
    assert.equal(cacheFolder({ XDG_CACHE_HOME: "/cache" }), "/cache/slipway/emulator");
  });
});
