import assert from "node:assert/strict";
import { z } from "zod";
import { checkCatalog } from "../../catalog/load";
import { type FileKind, fileSchemas } from "../../catalog/schema/json";
import { pathText, type Step, valueAt } from "../../catalog/schema/path";
import { bare, mapOf } from "../../catalog/schema/shape";
import type { Problem } from "../../catalog/types";
import { badValues, concrete, files } from "./bad-values";
import { withCopy } from "./organization";

const kinds = Object.keys(fileSchemas) as FileKind[];

interface Field {
  path: string;
  required: boolean;
  schema: z.ZodType;
}

/** Every field of a schema; `*` stands for an index, or for a key that the company chooses. */
function fieldsOf(schema: z.ZodType, above = ""): Field[] {
  const inside = bare(schema);
  const child = (step: string, each: z.ZodType, required: boolean): Field[] => {
    const path = above === "" ? step : `${above}.${step}`;
    return [{ path, required, schema: each }, ...fieldsOf(each, path)];
  };
  if (inside instanceof z.ZodArray) {
    // A list of plain words has no field inside.
    const element = inside.element as z.ZodType;
    return element instanceof z.ZodString && above.endsWith("disable-default-providers.value")
      ? []
      : child("*", element, false);
  }
  if (inside instanceof z.ZodRecord) return child("*", inside.valueType as z.ZodType, false);
  const shape = (mapOf(inside)?.shape ?? {}) as Record<string, z.ZodType>;
  return Object.entries(shape).flatMap(([key, each]) => child(key, each, !each.safeParse(undefined).success));
}

/** The spoilt organisation's problem at a path. */
function problemAt(problems: Problem[], file: string, path: Step[]): Problem {
  const found = problems.find((each) => each.file === file && each.path === pathText(path));
  assert.ok(found, `no problem at ${file}: ${pathText(path)} in ${JSON.stringify(problems, null, 1)}`);
  return found;
}

/** `runtime` is a word in the fixture, so that its map has to be written as a whole. */
const asWhole = (field: string) => (field.startsWith("runtime.") ? "runtime" : field);

describe("schemas of the files", () => {
  for (const kind of kinds) {
    it(`${kind}: every field has a bad case, and no bad case is for a field that is gone`, () => {
      const known = fieldsOf(fileSchemas[kind]).map(({ path }) => path);
      assert.deepEqual(Object.keys(badValues[kind]).sort(), [...new Set(known)].sort());
    });

    for (const [field, bad] of Object.entries(badValues[kind])) {
      for (const [value, remedy] of bad) {
        it(`${kind}: ${field} = ${JSON.stringify(value)} is refused with file, path, value and remedy`, () => {
          withCopy((copy) => {
            const path = concrete(field);
            const at = concrete(asWhole(field));
            const problems = checkCatalog(copy.set(files[kind], at, value).directory);
            const problem = problemAt(problems, files[kind], path);
            assert.match(problem.message, remedy);
            assert.deepEqual(problem.value, at.length === path.length ? value : valueAt(value, path.slice(at.length)));
          });
        });
      }
    }

    it(`${kind}: every field that has no default is asked for when it is missing`, () => {
      for (const { path: field } of fieldsOf(fileSchemas[kind]).filter(({ required }) => required)) {
        if (field.startsWith("runtime.")) continue;
        withCopy((copy) => {
          const path = concrete(field);
          const problems = checkCatalog(copy.set(files[kind], path, undefined).directory);
          const { message, value } = problemAt(problems, files[kind], path);
          assert.match(message, /^(is missing: it )?must/, field);
          assert.equal(value, undefined);
        });
      }
    });

    it(`${kind}: an unknown key is refused in every map, with the key that was meant`, () => {
      const maps = [{ path: "", schema: fileSchemas[kind] as z.ZodType }, ...fieldsOf(fileSchemas[kind])];
      for (const { path: field, schema } of maps.filter(({ schema }) => mapOf(schema))) {
        if (field.startsWith("runtime")) continue;
        withCopy((copy) => {
          const first = Object.keys(mapOf(schema)!.shape).find((key) => !key.startsWith("pulumi:"))!;
          const path = concrete(field === "" ? `${first}x` : `${field}.${first}x`);
          const problems = checkCatalog(copy.set(files[kind], path, "there").directory);
          const { message, value } = problemAt(problems, files[kind], path);
          assert.match(message, new RegExp(`is not known here\\. Did you mean "${first}"`), field);
          assert.equal(value, "there");
        });
      }
    });

    it(`${kind}: every field is described for editors`, () => {
      const described = (path: string) => /\*$/.test(path);
      for (const { path, schema } of fieldsOf(fileSchemas[kind]).filter((each) => !described(each.path))) {
        const inner = [schema, bare(schema)].map(({ description }) => description).find(Boolean);
        assert.ok(inner, `${kind}: ${path} has no description`);
      }
    });
  }

  it("keys that the company chooses are checked like values", () => {
    const cases: [file: string, path: Step[], value: unknown, remedy: RegExp][] = [
      [
        "Pulumi.yaml",
        ["config", "slipway:organization", "value", "accounts", "my-account"],
        "123456789012",
        /1 to 10 of/,
      ],
      ["Pulumi.yaml", ["config", "slipway:organization", "value", "tags", "aws:x"], "y", /not beginning with aws:/],
      [
        "Pulumi.toolchain.yaml",
        ["config", "slipway:toolchain", "connections", "Git"],
        { provider: "GitHub" },
        /1 to 16/,
      ],
      ["services/price-feed.yaml", concrete("stages.*.rollout.alarms.*.dimensions").concat(":a"), "b", /a dimension/],
    ];
    for (const [file, path, value, remedy] of cases) {
      withCopy((copy) => {
        const problem = problemAt(checkCatalog(copy.set(file, path, value).directory), file, path);
        assert.match(problem.message, remedy);
        assert.equal(problem.value, path.at(-1));
      });
    }
  });

  it("keys of the engine itself are let pass, other configuration is not", () => {
    withCopy((copy) => {
      copy.set("Pulumi.test.yaml", ["config", "pulumi:tags"], { a: "b" });
      assert.deepEqual(checkCatalog(copy.directory), []);
      copy.set("Pulumi.test.yaml", ["config", "aws:region"], "eu-west-1");
      const problem = problemAt(checkCatalog(copy.directory), "Pulumi.test.yaml", ["config", "aws:region"]);
      assert.match(problem.message, /every provider is explicit; delete it/);
    });
  });

  it("main in Pulumi.yaml is refused with the reason", () => {
    withCopy((copy) => {
      copy.set("Pulumi.yaml", ["main"], "stacks/");
      const problem = problemAt(checkCatalog(copy.directory), "Pulumi.yaml", ["main"]);
      assert.match(problem.message, /package\.json.*delete it/);
      assert.equal(problem.value, "stacks/");
    });
  });
});
