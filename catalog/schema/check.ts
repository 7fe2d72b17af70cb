/** A file's data against its schema: typed settings, or all problems in plain words. */
import type { z } from "zod";
import { isMap, type YamlFile } from "../read";
import { didYouMean } from "../suggest";
import type { Problem } from "../types";
import { pathText, type Step, valueAt } from "./path";
import { chosen, mapsOf, schemaAt } from "./shape";

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
  const found = result.success ? [] : result.error.issues.flatMap((issue) => describe(issue, schema, data));
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
  const config = schemaAt(schema, ["config"], data);
  if (!config || !isMap(data) || !isMap(data["config"])) return data;
  const known = mapsOf(config)[0]!.shape;
  const ours = Object.entries(data["config"]).filter(([key]) => key in known || !key.startsWith("pulumi:"));
  return { ...data, config: Object.fromEntries(ours) };
}

type Finding = { path: Step[]; value: unknown; message: string };

/** An issue of `data` in words; paths begin at `data`. */
function describe(issue: Issue, schema: z.ZodType, data: unknown): Finding[] {
  const path = issue.path as Step[];
  const value = valueAt(data, path);
  if (issue.code === "unrecognized_keys") {
    const at = schemaAt(schema, path, data);
    const map = at && chosen(at, value);
    const known = map ? mapsOf(map).flatMap(({ shape }) => Object.keys(shape)) : [];
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
  if (issue.code === "invalid_union") {
    const at = schemaAt(schema, path, data);
    const meant = at && chosen(at, value);
    const inside = meant?.safeParse(value);
    if (inside?.error) {
      const found = inside.error.issues.flatMap((each) => describe(each, meant!, value));
      return found.map((each) => ({ ...each, path: [...path, ...each.path] }));
    }
    const kind = issue.errors.flat().find((each) => each.path[0] === "kind" && each.code === "invalid_union");
    if (kind && isMap(value)) return [{ path: [...path, "kind"], value: value["kind"], message: kind.message }];
  }
  return [{ path, value, message: issue.message }];
}

/** Remedies for keys that people try, and for those of the engine's own files. */
const hints: Record<string, string> = {
  launchType: "a launch type excludes a strategy of capacity providers; write capacity: [{ provider: FARGATE }]",
  names: "names are computed and cannot be overridden; delete it",
};
const engineHints: Record<string, string> = {
  main: "the program is found through package.json, and main would hide tsconfig.json; delete it",
  backend: "where state lies is said in Pulumi.state.yaml; delete it",
  "aws:region": "a region is said by the environment, and every provider is explicit; delete it",
  environment: "Pulumi ESC environments are not read; delete it",
};

/** What a wave says once for all its stages. */
const flowKeys = ["approval", "skipUnchanged", "window", "variables", "bake", "failure"];

/** Remedies for the keys of stages and waves, which people take for each other. */
function stageHint(key: string, known: string[]): string | undefined {
  if (!known.includes("rollout")) return undefined;
  if (key === "wave")
    return "a wave holds its environments in stages: { wave: production, stages: [{ environment: prod }] }";
  const inWave = flowKeys.includes(key) && !known.includes(key);
  return inWave ? "a wave says it once for all its stages; move it beside wave" : undefined;
}

function unknownKey(key: string, known: string[]): string {
  const inEngineFile = known.some((each) => each === "config" || each.startsWith("slipway:"));
  const hint = hints[key] ?? (inEngineFile ? engineHints[key] : stageHint(key, known));
  if (hint !== undefined) return `is not known here: ${hint}`;
  return `is not known here.${didYouMean(key, known)} Known: ${known.join(", ")}.`;
}
