/** A problem of a buildspec, and the error that carries all of them. */
import { pathText, type Step } from "../schema/path";
import type { Problem } from "../types";

/** The path is inside the buildspec: `phases.build.commands[2]`. */
export interface BuildspecProblem extends Omit<Problem, "file"> {
  /** Line of the file, from 1, where it is known. */
  line?: number;
}

export class BuildspecError extends Error {
  override name = "BuildspecError";

  constructor(
    /** What was to be made: `image build`, `tool kubectl`. */
    readonly subject: string,
    readonly problems: BuildspecProblem[],
  ) {
    super([`${subject} cannot be made:`, ...problems.map(problemText)].join("\n"));
  }
}

/** `  path = "value": what is wrong and what to do.` */
export function problemText({ path, value, message }: BuildspecProblem): string {
  return `  ${path}${value === undefined ? "" : ` = ${JSON.stringify(value)}`}: ${message}`;
}

export function problem(path: readonly Step[], value: unknown, message: string): BuildspecProblem {
  return { path: pathText(path), ...(value === undefined ? {} : { value }), message };
}
