import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../catalog/package-root";
import { compiledRooms, quickStart } from "../../../runner/engine/quick-start";

describe("the engine's Node processes", () => {
  it("start with files that exist, after the caller's own options", () => {
    const files = [...quickStart("--no-warnings").matchAll(/--require "([^"]+)"/g)].map(([, file]) => file!);
    assert.match(quickStart("--no-warnings"), /^--no-warnings --require "/);
    assert.equal(files.length, 2);
    for (const file of files) assert.ok(existsSync(file), file);
    assert.ok(existsSync(join(compiledRooms(), "stacks", "index.js")));
  });

  /** What a script prints that is started as the engine starts a program. */
  function said(script: string, changes: NodeJS.ProcessEnv = {}): string {
    const env = { ...process.env, NODE_OPTIONS: quickStart(undefined), ...changes };
    return execFileSync(process.execPath, ["-e", script], { env, cwd: packageRoot(), encoding: "utf8" }).trim();
  }

  it("compile the first file in TypeScript that a policy pack loads, as it asked for", () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-pack-"));
    try {
      writeFileSync(join(folder, "pack.ts"), "export const answer: number = 42;");
      const script = `
        require("ts-node").register({ transpileOnly: true, skipProject: true, compilerOptions: { module: "commonjs" } });
        console.log(require("typescript").version, require(${JSON.stringify(join(folder, "pack.ts"))}).answer);`;
      const { version } = JSON.parse(readFileSync(require.resolve("typescript/package.json"), "utf8"));
      assert.equal(said(script), `${version} 42`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("keep the stacks of promises for whom looks for one that never comes, and only then", () => {
    const script = `
      const promise = Promise.resolve();
      require("@pulumi/pulumi/runtime/debuggable").debuggablePromise(promise, "looked for");
      console.log(promise._debugCtx, promise._debugStackTrace.split("\\n").length > 1, Error.stackTraceLimit);`;
    assert.equal(said(script), "looked for false 10");
    assert.equal(said(script, { PULUMI_DEBUG_PROMISE_LEAKS: "1" }), "looked for true 10");
  });
});

describe("kept code of programs", () => {
  let folder: string;
  beforeEach(() => {
    // With blanks and a quote in the path, as a user's may have.
    folder = join(mkdtempSync(join(tmpdir(), "slipway-code-")), `it's "here"`);
    mkdirSync(join(folder, "bin"), { recursive: true });
    cpSync(join(packageRoot(), "bin", "code-cache.js"), join(folder, "bin", "code-cache.js"));
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const kept = () => join(folder, "node_modules", ".cache", "slipway-code");
  function run(): string {
    const file = join(folder, "bin", "code-cache.js");
    const env = { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(file)}` };
    return execFileSync(process.execPath, [join(folder, "main.js")], { env, encoding: "utf8" }).trim();
  }

  it("gives every module what Node gives it", () => {
    write("part.js", "exports.answer = 42;");
    write("late.mjs", "export const late = 'imported';");
    write(
      "main.js",
      `#!/usr/bin/env node
      const { answer } = require("./part");
      const own = [this === exports, require.main === module, __filename.endsWith("main.js"), require.resolve("./part") in require.cache];
      import("./late.mjs").then(({ late }) => console.log(answer, late, ...own));`,
    );
    for (const _again of [1, 2]) assert.equal(run(), "42 imported true true true true");
  });

  it("keeps a bundle that says that it imports nothing, whatever its strings look like", () => {
    write("main.js", `// Without import().\nconsole.log("import('x')")`);
    assert.equal(run(), "import('x')");
    assert.equal(readdirSync(kept()).length, 1);
  });

  it("never answers for a text that has changed, not even for one of the same length", () => {
    for (const answer of ["one", "two"]) {
      write("main.js", `console.log("${answer}")`);
      for (const _again of [1, 2]) assert.equal(run(), answer);
    }
  });

  it("tells a fault's line and column in the file", () => {
    write(
      "main.js",
      `try { throw new Error("x") } catch ({ stack }) { console.log(/main.js:[0-9:]+/.exec(stack)[0]); }`,
    );
    for (const _again of [1, 2]) assert.equal(run(), "main.js:1:13");
  });

  it("is made anew when it is damaged, and left out where it cannot be written", () => {
    write("main.js", "console.log(42)");
    assert.equal(run(), "42");
    for (const name of readdirSync(kept())) writeFileSync(join(kept(), name), "[[1");
    assert.equal(run(), "42");
    rmSync(kept(), { recursive: true });
    writeFileSync(kept(), "a file where the folder should be");
    assert.equal(run(), "42");
  });
});
