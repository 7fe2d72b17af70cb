import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { checkCatalog } from "../../catalog/load";
import { checkFile } from "../../catalog/schema/check";
import { type FileKind, fileSchemas } from "../../catalog/schema/json";
import { pathText, type Step, valueAt } from "../../catalog/schema/path";
import { alternatives, bare, mapsOf } from "../../catalog/schema/shape";
import type { Problem } from "../../catalog/types";
import { badValues, everyBinding, locate, samples } from "./bad-values";
import { fixture, withCopy } from "./organization";

const kinds = Object.keys(fileSchemas) as FileKind[];

interface Field {
  path: string;
  required: boolean;
  schema: z.ZodType;
}

/** How one of several ways to write a map is told from the others: its kind or provider, or the first of its keys. */
function tagOf({ shape }: z.ZodObject, ways: number): string {
  if (ways < 2) return "";
  const telling = shape["kind"] ?? shape["provider"];
  const kind = telling && bare(telling as z.ZodType);
  return `<${kind instanceof z.ZodEnum ? kind.options[0] : Object.keys(shape)[0]}>`;
}

/** Every field of a schema; `*` stands for an index, or for a key that the company chooses. */
function fieldsOf(schema: z.ZodType, above = ""): Field[] {
  const child = (path: string, each: z.ZodType, required: boolean): Field[] => [
    { path, required, schema: each },
    ...fieldsOf(each, path),
  ];
  const maps = mapsOf(schema);
  return alternatives(schema).flatMap((each): Field[] => {
    if (each instanceof z.ZodArray) {
      // A list of what may also stand alone has the same fields, and a list of plain words has none.
      if (maps.length > 0 || above.endsWith("disable-default-providers.value")) return [];
      return child(`${above}.*`, each.element as z.ZodType, false);
    }
    if (each instanceof z.ZodRecord) return child(`${above}.*`, each.valueType as z.ZodType, false);
    if (!(each instanceof z.ZodObject)) return [];
    const tag = tagOf(each, maps.length);
    return Object.entries(each.shape as Record<string, z.ZodType>).flatMap(([key, inside], index) => {
      // Without the key that tells the ways apart, it is another way.
      const telling = tag !== "" && (["kind", "provider"].includes(key) || index === 0);
      const required = !telling && !inside.safeParse(undefined).success;
      return child(above === "" ? key : `${above}${tag}.${key}`, inside, required);
    });
  });
}

/** A file of the tests' organisation, with a binding of every provider. */
function original(file: string): unknown {
  if (samples[file]) return structuredClone(samples[file]);
  const data = parse(readFileSync(join(fixture, file), "utf8"));
  if (file === "Pulumi.yaml") data.config["slipway:organization"].value.federation.every = everyBinding();
  return data;
}

/** Problems of one file of the tests' organisation with another value at a path; undefined removes what is there. */
function spoilt(kind: FileKind, file: string, path: Step[], value: unknown): Problem[] {
  const data = original(file);
  let inside = data as Record<Step, unknown>;
  path.slice(0, -1).forEach((step, index) => {
    inside[step] ??= typeof path[index + 1] === "number" ? [] : {};
    inside = inside[step] as Record<Step, unknown>;
  });
  const last = path.at(-1)!;
  if (value === undefined) delete inside[last];
  else inside[last] = value;
  return checkFile(fileSchemas[kind], { file, data, problems: [], reported: [] }).problems;
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
          const { file, path } = locate(kind, field);
          const at = locate(kind, asWhole(field)).path;
          const problem = problemAt(spoilt(kind, file, at, value), file, path);
          assert.match(problem.message, remedy);
          assert.deepEqual(problem.value, at.length === path.length ? value : valueAt(value, path.slice(at.length)));
        });
      }
    }

    it(`${kind}: every field that has no default is asked for when it is missing`, () => {
      for (const { path: field } of fieldsOf(fileSchemas[kind]).filter(({ required }) => required)) {
        if (field.startsWith("runtime.")) continue;
        const { file, path } = locate(kind, field);
        const there = valueAt(original(file), path) !== undefined;
        const problems = there ? spoilt(kind, file, path, undefined) : spoilt(kind, file, path.slice(0, -1), {});
        const { message, value } = problemAt(problems, file, path);
        assert.match(message, /^(is missing: it )?must/, field);
        assert.equal(value, undefined);
      }
    });

    it(`${kind}: an unknown key is refused in every map, with the key that was meant`, () => {
      const maps = [{ path: "", schema: fileSchemas[kind] as z.ZodType }, ...fieldsOf(fileSchemas[kind])];
      for (const { path: field, schema } of maps) {
        if (field.startsWith("runtime")) continue;
        const ways = mapsOf(schema);
        for (const way of ways) {
          const key = Object.keys(way.shape).find((each) => !each.startsWith("pulumi:"))!;
          const { file, path } = locate(kind, field === "" ? `${key}x` : `${field}${tagOf(way, ways.length)}.${key}x`);
          const { message, value } = problemAt(spoilt(kind, file, path, "there"), file, path);
          assert.match(message, new RegExp(`is not known here\\. Did you mean "${key}"`), field);
          assert.equal(value, "there");
        }
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
        "Pulumi.yaml",
        ["config", "slipway:organization", "value", "federation", "CI"],
        { accounts: ["test"], preview: everyBinding().preview.slice(0, 1) },
        /2 to 24 of a-z, 0-9 and single hyphens/,
      ],
      [
        "Pulumi.toolchain.yaml",
        ["config", "slipway:toolchain", "connections", "Git"],
        { provider: "GitHub" },
        /1 to 16/,
      ],
      [
        "Pulumi.toolchain.yaml",
        ["config", "slipway:toolchain", "notifications", "on-call"],
        { events: ["failed"] },
        /2 to 16 of a-z and 0-9/,
      ],
      [
        "Pulumi.toolchain.yaml",
        ["config", "slipway:toolchain", "baseImages", "my-base"],
        { upstream: "quay.io" },
        /1 to 16 of a-z and 0-9/,
      ],
      ["services/ledger.yaml", ["build", "env", "AWS_REGION"], "x", /not beginning with CODEBUILD_ or AWS_/],
      ["services/ledger.yaml", ["build", "images", 0, "buildArgs", "A-B"], "x", /name of a build argument/],
      ["services/price-feed.yaml", ["stages", 1, "rollout", "alarms", 1, "dimensions", ":a"], "b", /a dimension/],
    ];
    for (const [file, path, value, remedy] of cases) {
      withCopy((copy) => {
        const problem = problemAt(checkCatalog(copy.set(file, path, value).directory), file, path);
        assert.match(problem.message, remedy);
        assert.equal(problem.value, path.at(-1));
      });
    }
  });

  it("a slip inside one of several ways to write a map is told at its own place, with that way's words", () => {
    withCopy((copy) => {
      const ledger = "services/ledger.yaml";
      copy
        .set(ledger, ["source", 0, "repositry"], "ledger")
        .set(ledger, ["source", 1, "key"], "rates.csv")
        .set(ledger, ["source", 2, "kind"], "ecs")
        .set(ledger, ["build", "env", "DATABASE", "jsonkey"], "url")
        .set(ledger, ["stages", 0, "after", 0, "buildspec"], "smoke.sh")
        .set(ledger, ["stages", 1, "concurency"], 2)
        .set(ledger, ["stages", 1, "environment"], "prod")
        .set(ledger, ["stages", 1, "stages", 0, "enviroment"], "prod")
        .set(ledger, ["stages", 1, "stages", 1, "approval"], true)
        .set(ledger, ["stages", 0, "wave"], "tests");
      const found = checkCatalog(copy.directory).map(({ path, message }) => `${path} ${message}`);
      const expected = [
        /^source\[0\]\.repositry is not known here\. Did you mean "repository"\? Known: kind, name, repository, branch, create/,
        /^source\[1\]\.key must be the key of a \.zip object/,
        /^source\[2\]\.kind must be one of connection, codecommit, s3, ecr\. Did you mean "ecr"/,
        /^build\.env\.DATABASE\.jsonkey is not known here\. Did you mean "jsonKey"/,
        /^stages\[0\]\.after\[0\]\.buildspec must be a path inside the repository/,
        /^stages\[1\]\.stages\[0\]\.enviroment is not known here\. Did you mean "environment"/,
        /^stages\[1\]\.concurency is not known here\. Did you mean "concurrency"\? Known: wave/,
        /^stages\[1\]\.environment is not known here\. Known: wave, concurrency/,
        /^stages\[1\]\.stages\[1\]\.approval is not known here: a wave says it once for all its stages; move it/,
        /^stages\[0\]\.wave is not known here: a wave holds its environments in stages: \{ wave/,
      ];
      assert.equal(found.length, expected.length, found.join("\n"));
      for (const each of expected)
        assert.ok(
          found.some((text) => each.test(text)),
          `${each} in\n${found.join("\n")}`,
        );
    });
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
