/** A buildspec as YAML text: the same document always gives the same text. */
import { stringify } from "yaml";
import type { Buildspec } from "./types";

/** CodeBuild's own order; keys that are not here are names, and stand in alphabetical order after them. */
const order = [
  "version",
  "run-as",
  "env",
  "proxy",
  "batch",
  "phases",
  "reports",
  "artifacts",
  "cache",
  "shell",
  "variables",
  "parameter-store",
  "secrets-manager",
  "exported-variables",
  "git-credential-helper",
  "install",
  "pre_build",
  "build",
  "post_build",
  "on-failure",
  "runtime-versions",
  "id",
  "if",
  "name",
  "uses",
  "with",
  "run",
  "commands",
  "steps",
  "finally",
  "files",
  "file-format",
  "base-directory",
  "discard-paths",
];

export function renderBuildspec(buildspec: Buildspec): string {
  return stringify(ordered(buildspec), {
    // CodeBuild's reader is not YAML 1.2: what an older one takes for a number or a boolean is quoted.
    compat: "yaml-1.1",
    lineWidth: 0,
    trueStr: "yes",
    falseStr: "no",
  });
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)).map(([key, each]) => [key, ordered(each)]),
  );
}

function rank(key: string): number {
  const at = order.indexOf(key);
  return at < 0 ? order.length : at;
}
