import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../../runner/cli/lock";

describe("the lock on the versions folder", () => {
  let root: string;
  let lock: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "slipway-lock-"));
    lock = join(root, "lock");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const leave = (text: string): string => {
    mkdirSync(lock);
    const file = join(lock, "owner-other");
    writeFileSync(file, text);
    return file;
  };
  const taken = () =>
    withLock(
      lock,
      () => {},
      async () => "taken",
      5,
    );

  it("lets one in at a time, and leaves nothing behind", async () => {
    let inside = 0;
    let most = 0;
    const visit = () =>
      withLock(
        lock,
        () => {},
        async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((next) => setImmediate(next));
          inside -= 1;
        },
        1,
      );
    await Promise.all(Array.from({ length: 8 }, visit));
    assert.equal(most, 1);
    assert.deepEqual(readdirSync(root), []);
  });

  it("is freed when the work fails", async () => {
    await assert.rejects(
      withLock(
        lock,
        () => {},
        () => Promise.reject(new Error("no")),
      ),
      /no/,
    );
    assert.equal(await taken(), "taken");
  });

  it("is taken over from a process that was killed", async () => {
    const holder = spawn(process.execPath, [
      "-r",
      join(__dirname, "../../transpiler.js"),
      "-e",
      `require(${JSON.stringify(join(__dirname, "../../../runner/cli/lock"))}).withLock(${JSON.stringify(lock)}, () => {}, () => {
        console.log("held");
        return new Promise((resolve) => setTimeout(resolve, 60_000));
      });`,
    ]);
    await once(holder.stdout, "data");
    holder.kill("SIGKILL");
    await once(holder, "exit");
    assert.equal(await taken(), "taken");
  });

  it("is taken over when another process now has the number of the holder", async () => {
    leave(JSON.stringify({ pid: process.pid, host: hostname(), started: "1" }));
    assert.equal(await taken(), "taken");
  });

  it("is taken over from another machine, or from a cut-off file, only after its heartbeat stopped", async () => {
    for (const text of [JSON.stringify({ pid: 1, host: "elsewhere", started: "1" }), ""]) {
      const file = leave(text);
      const holders: string[] = [];
      let waited = () => {};
      const waiting = new Promise<void>((resolve) => {
        waited = resolve;
      });
      const say = (owner: string) => {
        holders.push(owner);
        waited();
      };
      const result = withLock(lock, say, async () => "taken", 5);
      await waiting;
      assert.equal(readFileSync(file, "utf8"), text, "a fresh heartbeat is respected");
      utimesSync(file, 1, 1);
      assert.equal(await result, "taken");
      assert.equal(holders[0], text ? "process 1 on elsewhere" : "another process");
    }
  });
});
