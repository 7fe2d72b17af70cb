import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { ProgramInfo, RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { languageHostName, writeLanguageHost } from "../../../local/cli/language-host";
import { type Program, program } from "./fake-sdk";

describe("the bundled language host", () => {
  let folder: string;
  let p: Program;
  let host: ChildProcess;
  let client: LanguageRuntimeClient;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-host-"));
    await writeLanguageHost(folder, "3.259.0");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  // From here on a program runs, which prints a line and then waits for ever.
  let printed: string[];
  beforeEach(async () => {
    p = program();
    p.act("run", "console.log('running'); setInterval(() => {}, 1000);");
    host = spawn(join(folder, languageHostName), ["127.0.0.1:1"], { stdio: ["pipe", "pipe", "inherit"] });
    printed = [];
    const lines = createInterface({ input: host.stdout as NodeJS.ReadableStream });
    lines.on("line", (line) => printed.push(line));
    await once(lines, "line");
    client = new LanguageRuntimeClient(`127.0.0.1:${printed[0]}`, credentials.createInsecure());
    client.run(new RunRequest().setInfo(new ProgramInfo().setProgramDirectory(p.folder)), () => {});
    await once(lines, "line");
  });
  afterEach(async () => {
    client.close();
    host.kill("SIGTERM");
    if (host.exitCode === null) await once(host, "exit");
    // Where a test failed, the program still runs and holds this process's end of its output open.
    host.stdout?.destroy();
    try {
      process.kill(p.noted().pid, "SIGKILL");
    } catch {
      // Gone, as it should be.
    }
    p.remove();
  });

  const bothAreGone = async () => {
    const [code] = await once(host, "exit");
    assert.equal(code, 0);
    assert.throws(() => process.kill(p.noted().pid, 0), { code: "ESRCH" });
  };

  it("is one file that needs no package, prints its port first and passes the program's output on", () => {
    assert.deepEqual(readdirSync(folder), [languageHostName]);
    assert.match(printed[0] as string, /^\d+$/);
    assert.equal(printed[1], "running");
  });

  it("ends with its program when the engine dies: standard input closes", async () => {
    host.stdin?.end();
    await bothAreGone();
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`ends with its program on ${signal}`, async () => {
      host.kill(signal);
      await bothAreGone();
    });
  }
});
