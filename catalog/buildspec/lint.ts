/** Everything that is wrong with a buildspec, at once: its shape first, then what its parts mean together. */
import { isMap } from "../read";
import { checkFile } from "../schema/check";
import { type BuildspecProblem, problem } from "./error";
import { checkDownloads } from "./rules/downloads";
import { checkImages } from "./rules/images";
import { checkOutputs } from "./rules/outputs";
import { checkSteps } from "./rules/steps";
import { checkVariables, type VariableOptions } from "./rules/variables";
import { buildspecSchema } from "./schema";
import type { Buildspec } from "./types";
import { mapAt } from "./view";

export type LintOptions = VariableOptions;

export interface Linted {
  /** Undefined when the shape is wrong; a document whose rules alone complain is still there. */
  buildspec?: Buildspec;
  problems: BuildspecProblem[];
}

/** Takes any value: a typed document, or what a YAML file holds. */
export function lintBuildspec(document: unknown, options: LintOptions = {}): Linted {
  const shape = checkFile(buildspecSchema, { file: "", data: document ?? {}, problems: [], reported: [] });
  const problems = [
    ...shape.problems.map(({ path, value, message }) => ({
      path,
      // The value of a variable may be a secret, and whole maps make no message clearer.
      ...(value === undefined || typeof value === "object" || path.startsWith("env.variables") ? {} : { value }),
      message,
    })),
    ...checkPhases(document),
    ...checkSteps(document),
    ...checkVariables(document, options),
    ...checkDownloads(document),
    ...checkImages(document),
    ...checkOutputs(document),
  ];
  return { ...(shape.settings ? { buildspec: shape.settings as Buildspec } : {}), problems: distinct(problems) };
}

function checkPhases(document: unknown): BuildspecProblem[] {
  const phases = mapAt(document)["phases"];
  if (!isMap(phases) || Object.keys(phases).length > 0) return [];
  return [problem(["phases"], undefined, "has no phase: add build with its commands")];
}

/** A script inside a script is read twice. */
function distinct(problems: BuildspecProblem[]): BuildspecProblem[] {
  const seen = new Set<string>();
  return problems.filter((each) => {
    const key = JSON.stringify(each);
    return !seen.has(key) && seen.add(key);
  });
}
