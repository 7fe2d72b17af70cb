/** The catalog's only error: every problem of the files at once. */
import type { Problem } from "./types";

export class CatalogError extends Error {
  override name = "CatalogError";

  constructor(
    /** Absolute directory of the files. */
    readonly directory: string,
    readonly problems: Problem[],
  ) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`The files in ${directory} have ${count}:`, ...problems.map(formatProblem)].join("\n"));
  }
}

/** Two lines: where it is with what is there, and what to do. */
export function formatProblem({ file, path, value, message }: Problem): string {
  const found = value === undefined ? "" : ` = ${JSON.stringify(value)}`;
  return `  ${file}${path === "" ? "" : `: ${path}`}${found}\n    ${message}`;
}
