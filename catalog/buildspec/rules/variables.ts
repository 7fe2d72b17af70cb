/** Variables: set once, under names that may be set, no secret in plain text, and every exported one set by something. */
import { didYouMean } from "../../suggest";
import { type BuildspecProblem, problem } from "../error";
import { reservedPrefix, unexportablePrefix, variableName } from "../limits";
import { looksSecret } from "../secret";
import { actionUses, listAt, mapAt, type Script, scripts } from "../view";

export interface VariableOptions {
  /** Names that the project or the pipeline's action sets. Default: none. */
  variables?: string[];
}

const kinds = ["variables", "parameter-store", "secrets-manager"] as const;

export function checkVariables(document: unknown, { variables = [] }: VariableOptions): BuildspecProblem[] {
  const set = kinds.map((kind) => Object.keys(mapAt(document, "env", kind)));
  return [
    ...kinds.flatMap((kind, index) =>
      set[index]!.flatMap((name) => checkName(kind, name, set.slice(0, index).flat().includes(name))),
    ),
    ...checkPlain(document),
    ...checkExported(document, [...set[0]!, ...variables]),
  ];
}

function checkName(kind: string, name: string, twice: boolean): BuildspecProblem[] {
  const path = ["env", kind, name];
  const found: BuildspecProblem[] = [];
  if (name.startsWith(reservedPrefix)) {
    found.push(problem(path, undefined, `${reservedPrefix}... is CodeBuild's own: choose another name`));
  }
  if (twice) found.push(problem(path, undefined, "is set twice in env: keep one"));
  return found;
}

/** The value is never repeated: it would stand in every log. */
function checkPlain(document: unknown): BuildspecProblem[] {
  const message =
    "is plain text to everybody who may look at a build: name a secret in secrets-manager, or a parameter in parameter-store";
  return Object.entries(mapAt(document, "env", "variables"))
    .filter(([name, value]) => looksSecret(name, String(value)))
    .map(([name]) => problem(["env", "variables", name], undefined, message));
}

function checkExported(document: unknown, given: string[]): BuildspecProblem[] {
  const assigned = assignments(document);
  const secret = [
    ...Object.keys(mapAt(document, "env", "parameter-store")),
    ...Object.keys(mapAt(document, "env", "secrets-manager")),
  ];
  const names = listAt(document, "env", "exported-variables");
  return names.flatMap((name, index) => {
    if (typeof name !== "string") return [];
    const path = ["env", "exported-variables", index];
    const say = (message: string) => [problem(path, name, message)];
    if (!variableName.pattern.test(name)) return say(`must be a variable's name: ${variableName.words}`);
    if (names.indexOf(name) !== index) return say("is exported twice: delete one");
    if (name.startsWith(unexportablePrefix)) {
      return say(`cannot be exported: CodeBuild leaves out ${unexportablePrefix}...; copy it to another name`);
    }
    if (secret.includes(name)) return say("cannot be exported: it is a secret; let the later action read it itself");
    if (name.startsWith(reservedPrefix) || given.includes(name) || assigned === "any") return [];
    if (assigned.has(name)) return [];
    const near = didYouMean(name, [...assigned, ...given]);
    return say(`is set by nothing that the build's shell keeps: set it in env.variables or in a command.${near}`);
  });
}

/** Names that the shell of the phases keeps, or `any` where a sourced file or an action may set what it likes. */
function assignments(document: unknown): Set<string> | "any" {
  const names = new Set<string>();
  const all = scripts(document);
  if (actionUses(document).length > 0) return "any";
  if (all.some(({ programs }) => programs.some(({ name }) => name === "source" || name === "." || name === "eval"))) {
    return "any";
  }
  for (const script of all) for (const name of assignedBy(script)) names.add(name);
  return names;
}

/** A step is a process of its own, whose variables pass through a file. */
function assignedBy(script: Script): string[] {
  if (script.kind === "run") {
    if (!script.text.includes("GITHUB_ENV")) return [];
    return [...script.text.matchAll(/\b([A-Za-z_]\w*)(=|<<)/g)].map(([, name]) => name!);
  }
  const byDefault = [...script.text.matchAll(/\$\{([A-Za-z_]\w*):?=/g)].map(([, name]) => name!);
  const byPrograms = script.programs
    .filter(({ isolated }) => !isolated)
    .flatMap(({ name, args, assigns }) => {
      if (name === "") return assigns.map(nameOf);
      if (/^(export|declare|typeset|readonly)$/.test(name))
        return args.filter((each) => each.includes("=")).map(nameOf);
      if (name === "read" || name === "for" || name === "mapfile")
        return args.filter((each) => variableName.pattern.test(each));
      if (name === "printf" && args[0] === "-v") return args.slice(1, 2);
      return [];
    });
  return [...byDefault, ...byPrograms];
}

function nameOf(assignment: string): string {
  return assignment.slice(0, assignment.search(/\+?=/));
}
