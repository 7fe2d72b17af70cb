/**
 * Phases of GitHub-action steps.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/action-runner-buildspec.html
 */
import { isMap } from "../../read";
import { type BuildspecProblem, problem } from "../error";
import { phaseNames } from "../types";
import { actionUses, listAt, mapAt } from "../view";

export function checkSteps(document: unknown): BuildspecProblem[] {
  return [...phaseNames.flatMap((phase) => checkPhase(document, phase)), ...checkPins(document)];
}

function checkPhase(document: unknown, phase: string): BuildspecProblem[] {
  const settings = mapAt(document, "phases", phase);
  const at = ["phases", phase];
  const found: BuildspecProblem[] = [];
  if ("commands" in settings && "steps" in settings) {
    const message = "has both commands and steps, of which CodeBuild takes one: move one of them to another phase";
    found.push(problem(at, undefined, message));
  }
  if ("finally" in settings && !("commands" in settings) && !("steps" in settings)) {
    found.push(problem([...at, "finally"], undefined, "follows nothing: add commands, or move these to commands"));
  }
  const ids = new Set<unknown>();
  listAt(document, ...at, "steps").forEach((step, index) => {
    if (!isMap(step)) return;
    const path = [...at, "steps", index];
    if ("uses" in step === "run" in step) {
      const message = `must have ${"uses" in step ? "one of uses and run, not both" : "uses or run"}`;
      found.push(problem(path, undefined, message));
    }
    if ("with" in step && !("uses" in step)) {
      found.push(problem([...path, "with"], undefined, "belongs to an action: add uses, or delete it"));
    }
    if ("id" in step && ids.has(step["id"])) found.push(problem([...path, "id"], step["id"], "names two steps"));
    ids.add(step["id"]);
  });
  return found;
}

/** A branch or tag can be moved to other code by whoever holds the action's repository; a commit cannot. */
function checkPins(document: unknown): BuildspecProblem[] {
  return actionUses(document).flatMap(({ path, uses }) => {
    if (uses.startsWith("./")) return [];
    if (uses.startsWith("docker://")) {
      const message = "is not pinned: name the image by digest, docker://<image>@sha256:<64 hex>";
      return /@sha256:[0-9a-f]{64}$/.test(uses) ? [] : [problem(path, uses, message)];
    }
    if (!/^[\w.-]+\/[\w./-]+(@.*)?$/.test(uses)) {
      return [problem(path, uses, "is no action: write <owner>/<repository>@<commit>, ./<folder> or docker://<image>")];
    }
    const message = "is not pinned: name it by a commit of 40 hexadecimal digits, with the version in a comment";
    return /@[0-9a-f]{40}$/.test(uses) ? [] : [problem(path, uses, message)];
  });
}
