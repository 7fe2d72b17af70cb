/**
 * What can be read of a document that may be no buildspec at all: the rules look at every part that is there, so that
 * a problem in one part hides no problem of another.
 */
import { isMap } from "../read";
import type { Step } from "../schema/path";
import { type Program, programs } from "./programs";
import { type PhaseName, phaseNames } from "./types";

export interface Script {
  path: Step[];
  phase: PhaseName;
  /** `run` is a step's: a process of its own. */
  kind: "commands" | "finally" | "run";
  text: string;
  programs: Program[];
}

export interface ActionUse {
  path: Step[];
  uses: string;
}

export function mapAt(document: unknown, ...path: string[]): Record<string, unknown> {
  let value = document;
  for (const step of path) value = isMap(value) ? value[step] : undefined;
  return isMap(value) ? value : {};
}

export function listAt(document: unknown, ...path: string[]): unknown[] {
  const value = mapAt(document, ...path.slice(0, -1))[path.at(-1)!];
  return Array.isArray(value) ? value : [];
}

/** The commands, the `finally` commands and the steps' `run` of every phase, in the order in which they run. */
export function scripts(document: unknown): Script[] {
  return phaseNames.flatMap((phase) => {
    const at = ["phases", phase];
    const texts = (kind: "commands" | "finally") =>
      listAt(document, ...at, kind).flatMap((text, index) => script(phase, kind, [...at, kind, index], text));
    const runs = listAt(document, ...at, "steps").flatMap((step, index) =>
      isMap(step) ? script(phase, "run", [...at, "steps", index, "run"], step["run"]) : [],
    );
    return [...texts("commands"), ...runs, ...texts("finally")];
  });
}

function script(phase: PhaseName, kind: Script["kind"], path: Step[], text: unknown): Script[] {
  return typeof text === "string" ? [{ path, phase, kind, text, programs: programs(text) }] : [];
}

/** Every action that a step uses. */
export function actionUses(document: unknown): ActionUse[] {
  return phaseNames.flatMap((phase) =>
    listAt(document, "phases", phase, "steps").flatMap((step, index) => {
      const uses = isMap(step) ? step["uses"] : undefined;
      return typeof uses === "string" ? [{ path: ["phases", phase, "steps", index, "uses"], uses }] : [];
    }),
  );
}

/** The line of a script that a program stands on, short enough for a message. */
export function lineOf({ text }: Script, { line }: Program): string {
  const found = (text.split("\n")[line] ?? "").trim();
  return found.length > 120 ? `${found.slice(0, 117)}...` : found;
}
