/** The buildspec of a repository: YAML text to the typed document, or to problems with their lines. */
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { Problem } from "../types";
import type { BuildspecProblem } from "./error";
import { type LintOptions, lintBuildspec } from "./lint";
import type { Buildspec } from "./types";

export interface BuildspecFile {
  /** Undefined when the text is not YAML or has not the shape of a buildspec. */
  buildspec?: Buildspec;
  problems: (Problem & { line?: number })[];
}

export function readBuildspec(file: string, text: string, options: LintOptions = {}): BuildspecFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, logLevel: "silent" });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, pos }) => ({
      file,
      path: "",
      message: `not valid YAML: ${message}; correct it there or in the line before`,
      line: lines.linePos(pos[0]).line,
    }));
    return { problems };
  }
  const { buildspec, problems } = lintBuildspec(document.toJS(), options);
  return {
    ...(buildspec ? { buildspec } : {}),
    problems: problems.map((each) => ({ file, ...each, ...lineOf(each, document, lines) })),
  };
}

function lineOf(problem: BuildspecProblem, document: Document, lines: LineCounter): { line?: number } {
  for (const path = steps(problem.path); path.length > 0; path.pop()) {
    const node = document.getIn(path, true);
    if (isNode(node) && node.range) return { line: lines.linePos(node.range[0]).line };
  }
  return {};
}

/** The steps of `phases.build.commands[2]`. */
function steps(path: string): (string | number)[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, key]) =>
    quoted !== undefined ? (JSON.parse(`"${quoted}"`) as string) : index !== undefined ? Number(index) : key!,
  );
}
