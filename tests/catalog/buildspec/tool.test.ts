import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BuildspecError } from "../../../catalog/buildspec/error";
import { lintBuildspec } from "../../../catalog/buildspec/lint";
import { renderBuildspec } from "../../../catalog/buildspec/render";
import { downloadCommands, type Tool } from "../../../catalog/buildspec/tool";
import type { Buildspec } from "../../../catalog/buildspec/types";
import { BuildShell } from "./build-shell";

const content = 'echo "tool ran" >> "$NOTES/ran"\n';
const sha256 = createHash("sha256").update(content).digest("hex");
const tool: Tool = {
  name: "probe",
  url: "https://example.com/v1.2.3/probe?os=linux&arch=amd64",
  sha256,
  install: ['install -m 0755 "$DOWNLOAD" "$NOTES/probe"'],
};
const buildspec = (changes: Partial<Tool> = {}): Buildspec => ({
  version: 0.2,
  phases: {
    install: { commands: downloadCommands({ ...tool, ...changes }) },
    build: { commands: ['bash "$NOTES/probe"'] },
  },
});

/** Writes the file that a tool's download would be. */
const curl = (text: string, status = 0) => `
echo "$*" > "$NOTES/curl"
while [ "$1" != --output ]; do shift; done
printf '%s' '${text.replaceAll("\n", "")}' > "$2"; echo >> "$2"
exit ${status}`;

describe("a tool that a build downloads", () => {
  let shell: BuildShell;
  beforeEach(() => {
    shell = new BuildShell();
  });
  afterEach(() => shell.remove());
  const note = (name: string) => existsSync(join(shell.notes, name));

  it("runs when its checksum is the stated one, and leaves no file behind", async () => {
    shell.program("curl", curl(content));
    const { code, stderr } = await shell.run(renderBuildspec(buildspec()));
    assert.equal(code, 0, stderr);
    assert.equal(shell.read("notes/ran"), "tool ran\n");
    assert.match(
      shell.read("notes/curl"),
      /--fail .*--proto =https .*https:\/\/example\.com\/v1\.2\.3\/probe\?os=linux&arch=amd64$/m,
    );
  });

  it("is neither installed nor run when its checksum differs", async () => {
    shell.program("curl", curl(`${content.trim()}; echo malice`));
    const { code, stderr } = await shell.run(renderBuildspec(buildspec()));
    assert.equal(code, 1);
    assert.match(stderr, /probe: not used, because it is not the file that was expected/);
    assert.ok(note("curl") && !note("probe") && !note("ran"));
  });

  it("is not used when the download fails, even if the file is whole", async () => {
    shell.program("curl", curl(content, 22));
    const { code } = await shell.run(renderBuildspec(buildspec()));
    assert.equal(code, 1);
    assert.ok(!note("probe") && !note("ran"));
  });

  it("passes the lint that refuses unchecked downloads", () => {
    assert.deepEqual(lintBuildspec(buildspec()).problems, []);
  });

  it("is refused with every problem when it is not fixed to one file", () => {
    const bad = { name: "My Tool", url: "http://example.com/latest/x", sha256: "abc", install: [] };
    assert.throws(
      () => downloadCommands(bad),
      (error) => {
        assert.ok(error instanceof BuildspecError);
        assert.deepEqual(
          error.problems.map(({ path }) => path),
          ["name", "url", "url", "sha256", "install"],
        );
        return true;
      },
    );
  });
});
