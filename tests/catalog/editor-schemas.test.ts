import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../../catalog/package-root";
import { type FileKind, fileSchemas, jsonSchema } from "../../catalog/schema/json";
import { fixture } from "./organization";

const root = packageRoot();
const kinds = Object.keys(fileSchemas) as FileKind[];

describe("JSON schemas for editors", () => {
  for (const kind of kinds) {
    it(`${kind}: the committed file is what the generator writes`, () => {
      const committed = readFileSync(join(root, "catalog", "schemas", `${kind}.json`), "utf8");
      assert.equal(
        committed,
        jsonSchema(kind),
        "run: node -r ts-node/register/transpile-only catalog/schema/generate.ts",
      );
    });

    it(`${kind}: every pattern is one that an editor can read`, () => {
      const patterns = [...jsonSchema(kind).matchAll(/"pattern": ("(?:[^"\\]|\\.)*")/g)].map((match) => match[1]!);
      for (const pattern of patterns) assert.doesNotThrow(() => new RegExp(JSON.parse(pattern), "u"), pattern);
    });
  }

  it("keys of the engine pass in every settings file", () => {
    for (const kind of kinds.filter((each) => each !== "service")) {
      const { config } = JSON.parse(jsonSchema(kind)).properties;
      assert.deepEqual(config.patternProperties, { "^pulumi:": {} }, kind);
      assert.equal(config.additionalProperties, false, kind);
    }
  });

  it("the example files name the schema of their kind", () => {
    const services = readdirSync(join(root, "services")).map((each) => join("services", each));
    const examples = ["Pulumi.yaml", "Pulumi.state.yaml", "Pulumi.toolchain.yaml", ...services].filter(
      (each) => each.endsWith(".yaml") && existsSync(join(root, each)),
    );
    assert.notEqual(fixture, root);
    for (const example of examples) {
      const file = join(root, example);
      const named = /^# yaml-language-server: \$schema=(\S+)/.exec(readFileSync(file, "utf8"))?.[1];
      assert.ok(named && existsSync(join(dirname(file), named)), `${example} names no schema that is there`);
    }
  });
});
