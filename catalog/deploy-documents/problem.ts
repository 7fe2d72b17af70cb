/** A problem of a deploy document, and the error that carries all of them. */
import { pathText, type Step } from "../schema/path";
import type { Problem } from "../types";

/** The path is inside the document: `containerDefinitions[1].image`. */
export type DocumentProblem = Omit<Problem, "file">;

export class DocumentError extends Error {
  override name = "DocumentError";

  constructor(
    /** What was to be made: `task definition of orders-prod`. */
    readonly subject: string,
    readonly problems: DocumentProblem[],
  ) {
    super([`${subject} cannot be made:`, ...problems.map((each) => `  ${problemText(each)}`)].join("\n"));
  }
}

export function problem(path: readonly Step[], value: unknown, message: string): DocumentProblem {
  return { path: pathText(path), ...(value === undefined ? {} : { value }), message };
}

/** Throws one error with every problem, if there is any. */
export function refuse(subject: string, problems: DocumentProblem[]): void {
  if (problems.length > 0) throw new DocumentError(subject, problems);
}

/** One line: path, value where there is one, and what is wrong. */
export function problemText({ path, value, message }: DocumentProblem): string {
  return `${path}${value === undefined ? "" : ` = ${JSON.stringify(value)}`}: ${message}`;
}
