/** A file's data against its schema: typed settings, or all problems in plain words. */
import type { z } from "zod";
import { isMap, type YamlFile } from "../read";
import { didYouMean } from "../suggest";
import type { Problem } from "../types";
import { pathText, type Step, valueAt } from "./path";
import { mapOf, schemaAt } from "./shape";

export interface Checked<T> {
  /** Undefined when there is a problem. */
  settings?: T;
  problems: Problem[];
}

type Issue = z.core.$ZodIssue;

export function checkFile<T extends z.ZodType>(schema: T, yaml: YamlFile): Checked<z.output<T>> {
  if (yaml.data === undefined) return { problems: yaml.problems };
  const data = withoutEngineKeys(schema, yaml.data);
  const result = schema.safeParse(data);
  const found = result.success ? [] : result.error.issues.flatMap((issue) => describe(issue, [], schema, data));
  const known = (path: readonly Step[]) =>
    yaml.reported.some((reported) => reported.every((step, index) => path[index] === step));
  const problems = [
    ...yaml.problems,
    ...found
      .filter(({ path }) => !known(path))
      .map(({ path, value, message }) => ({ file: yaml.file, path: pathText(path), value, message })),
  ];
  return result.success && problems.length === 0 ? { settings: result.data, problems } : { problems };
}

/** The engine reads `pulumi:...` keys of a file's configuration itself; Slipway speaks only of those it asks for. */
function withoutEngineKeys(schema: z.ZodType, data: unknown): unknown {
  const config = schemaAt(schema, ["config"]);
  if (!config || !isMap(data) || !isMap(data["config"])) return data;
  const known = mapOf(config)!.shape;
  const ours = Object.entries(data["config"]).filter(([key]) => key in known || !key.startsWith("pulumi:"));
  return { ...data, config: Object.fromEntries(ours) };
}

type Finding = { path: Step[]; value: unknown; message: string };

function describe(issue: Issue, above: readonly Step[], schema: z.ZodType, data: unknown): Finding[] {
  const path = [...above, ...(issue.path as Step[])];
  const value = valueAt(data, path);
  if (issue.code === "unrecognized_keys") {
    const map = schemaAt(schema, path);
    const known = Object.keys((map && mapOf(map)?.shape) ?? {});
    return issue.keys.map((key) => ({
      path: [...path, key],
      value: valueAt(value, [key]),
      message: unknownKey(key, known),
    }));
  }
  // A key of a map that the company chooses: the key itself is what is wrong.
  if (issue.code === "invalid_key") {
    return [{ path, value: path.at(-1), message: `the key ${issue.issues[0]?.message ?? issue.message}` }];
  }
  if (issue.code === "invalid_union" && isMap(value)) {
    const inside = issue.errors.find((errors) => !errors.some(refusesAsWhole));
    if (inside) return inside.flatMap((each) => describe(each, path, schema, data));
  }
  return [{ path, value, message: issue.message }];
}

/** Whether an alternative of a union is not even meant for this kind of value. */
function refusesAsWhole({ path, code }: Issue): boolean {
  return path.length === 0 && code !== "unrecognized_keys";
}

/** Remedies for keys that people try. */
const hints: Record<string, string> = {
  main: "the program is found through package.json, and main would hide tsconfig.json; delete it",
  backend: "where state lies is said in Pulumi.state.yaml; delete it",
  names: "names are computed and cannot be overridden; delete it",
  "aws:region": "a region is said by the environment, and every provider is explicit; delete it",
  environment: "Pulumi ESC environments are not read; delete it",
};

function unknownKey(key: string, known: string[]): string {
  if (hints[key] !== undefined && !known.includes(key)) return `is not known here: ${hints[key]}`;
  return `is not known here.${didYouMean(key, known)} Known: ${known.join(", ")}.`;
}
