/** The policy pack before the engine: built once, run over the recorded graph; a mandatory finding stops the run. */
import { join } from "node:path";
import type { Graph } from "../analysis/graph/types";
import { packageRoot } from "../catalog/package-root";
import type { StackPlan } from "../catalog/types";
import { buildPolicyPack } from "../policies/build";
import { checkGraph, type Finding } from "../policies/check";
import { RefusedError } from "./exit";
import { recordGraph } from "./graph/record";
import type { Session } from "./session";

/** Folder of the compiled pack, for the engine's `--policy-pack`. */
export const policyPack = (): string => buildPolicyPack(join(packageRoot(), "policies"));

/** Findings of the pack in a graph. */
export function findings(graph: Graph): Finding[] {
  return checkGraph(graph);
}

export function findingText(finding: Finding): string {
  return `${finding.level}: ${finding.rule}: ${finding.stack}: ${finding.urn.split("::").slice(2).join(" ")}\n    ${finding.message}`;
}

/** Builds the programs offline and refuses to start the engine when a mandatory rule is violated. */
export async function checkBefore(session: Session, plans: StackPlan[], record = recordGraph): Promise<void> {
  const graph = await record(
    session.catalog,
    plans.map(({ name }) => name),
  );
  const found = findings(graph);
  for (const finding of found.filter(({ level }) => level !== "mandatory"))
    session.terminal.progress(findingText(finding));
  const violations = found.filter(({ level }) => level === "mandatory");
  if (violations.length === 0) return;
  throw new RefusedError(
    `The policy pack refuses ${violations.length === 1 ? "this" : "these"}; nothing was changed:\n${violations.map(findingText).join("\n")}`,
  );
}
