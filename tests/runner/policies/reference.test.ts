import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../catalog/package-root";
import { rules } from "../../../policies/rules";
import { withRules } from "../../../runner/policies/reference";
import { policiesJsonSchema, ruleNames } from "../../../runner/policies/schema";

const generate = "run: node -r ts-node/register/transpile-only runner/policies/generate.ts";
const read = (...path: string[]) => readFileSync(join(packageRoot(), ...path), "utf8");

describe("what is generated from the rules", () => {
  it("catalog/schemas/policies.json is what the generator writes, and knows every rule", () => {
    const schema = policiesJsonSchema();
    assert.equal(read("catalog", "schemas", "policies.json"), schema, generate);
    assert.deepEqual(Object.keys(JSON.parse(schema).properties.rules.properties), ruleNames);
  });

  it("docs/policies.md lists the rules as their metadata describes them", () => {
    const text = read("docs", "policies.md");
    assert.equal(text, withRules(text), generate);
    for (const { name } of rules) assert.ok(text.includes(`| \`${name}\` |`), name);
  });
});
