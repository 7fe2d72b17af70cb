import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { lives, livingEngines } from "../../../runner/recovery/living";

describe("a process that left a lock behind", () => {
  it("lives while it runs on this machine under a fitting command, and not longer", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "pulumi"]);
    await once(child, "spawn");
    const lock = { key: "k", hostname: hostname(), pid: child.pid! };
    assert.deepEqual(livingEngines([lock]), [child.pid]);
    assert.equal(lives(hostname(), child.pid, "another-word"), false, "its number may have been used again");
    assert.deepEqual(livingEngines([{ ...lock, hostname: "elsewhere" }]), [], "other machines cannot be seen");
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.deepEqual(livingEngines([lock]), []);
  });

  it("is not known to live when its lock does not say which it was", () => {
    assert.equal(lives(hostname(), undefined, ""), false);
  });
});
