/** One YAML file as data, before any schema: its syntax, and what no committed file may hold. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { pathText, type Step } from "./schema/path";
import type { Problem } from "./types";

export interface YamlFile {
  /** Relative to the catalog's directory, with forward slashes. */
  file: string;
  /** Undefined when the file is not YAML, or is empty. */
  data: unknown;
  problems: Problem[];
  /** Paths with a problem already, of which no schema needs to speak again. */
  reported: Step[][];
}

/** Top-level keys by which the engine keeps a stack's secrets. */
const secretKeys = ["secretsprovider", "encryptedkey", "encryptionsalt"];

export function readYaml(directory: string, file: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(join(directory, file), "utf8"), {
    prettyErrors: false,
    lineCounter: lines,
    logLevel: "silent",
  });
  const syntax = document.errors.map((error): Problem => {
    const { line, col } = lines.linePos(error.pos[0]);
    const what =
      error.code === "DUPLICATE_KEY"
        ? "this map has the same key twice; keep one of them"
        : `not valid YAML: ${error.message}; correct it there or in the line before`;
    return { file, path: "", message: `line ${line}, column ${col}: ${what}` };
  });
  if (syntax.length > 0) return { file, data: undefined, problems: syntax, reported: [] };
  let data: unknown;
  try {
    data = plain(document.toJS());
  } catch (error) {
    const message = `not valid YAML: ${(error as Error).message}; quote a value that begins with *`;
    return { file, data: undefined, problems: [{ file, path: "", message }], reported: [] };
  }
  if (data === null || data === undefined) {
    const problem = { file, path: "", message: "the file is empty; fill it in or delete it" };
    return { file, data: undefined, problems: [problem], reported: [] };
  }
  const secrets = [...committedSecrets(data)];
  return {
    file,
    data,
    problems: secrets.map(({ path, message }) => ({ file, path: pathText(path), message })),
    reported: secrets.map(({ path }) => path),
  };
}

/** Without the surprises of YAML's own types. */
function plain(data: unknown): unknown {
  return data === undefined ? undefined : JSON.parse(JSON.stringify(data));
}

/** The value itself is never repeated: it would stand in every log. */
function* committedSecrets(data: unknown): Generator<{ path: Step[]; message: string }> {
  if (isMap(data)) {
    for (const key of secretKeys.filter((each) => each in data)) {
      const message = "must not be committed: Slipway keeps the secrets provider in the state; delete this line";
      yield { path: [key], message };
    }
  }
  yield* secureValues(data, []);
}

function* secureValues(data: unknown, path: Step[]): Generator<{ path: Step[]; message: string }> {
  if (isMap(data) && "secure" in data) {
    const message =
      "must not hold a secret, not even an encrypted one: put it into Secrets Manager or Parameter Store and name its path";
    yield { path, message };
    return;
  }
  if (typeof data !== "object" || data === null) return;
  for (const [key, value] of Object.entries(data)) {
    yield* secureValues(value, [...path, Array.isArray(data) ? Number(key) : key]);
  }
}

export function isMap(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
