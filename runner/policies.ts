/** Policy pack and quotas before the engine: held against the recorded graph; a mandatory finding stops the run. */
import { join } from "node:path";
import type { Graph } from "../analysis/graph/types";
import { graphQuotas } from "../analysis/quota";
import { packageRoot } from "../catalog/package-root";
import { quotaMessage } from "../catalog/quota";
import type { StackPlan } from "../catalog/types";
import { buildPolicyPack } from "../policies/build";
import { checkGraph, type Finding } from "../policies/check";
import { RefusedError } from "./exit";
import { recordGraph } from "./graph/record";
import type { Session } from "./session";

/** Folder of the compiled pack, for the engine's `--policy-pack`. */
export const policyPack = (): string => buildPolicyPack(join(packageRoot(), "policies"));

/** Findings in a graph: those of the pack, then what AWS would refuse as too large or too many. */
export function findings(graph: Graph): Finding[] {
  return [...checkGraph(graph), ...quotaFindings(graph)];
}

function quotaFindings(graph: Graph): Finding[] {
  const { problems, unknown } = graphQuotas(graph);
  return [
    ...problems.map((problem): Finding => {
      const { stack, urn } = problem;
      return { rule: "within-quotas", level: "mandatory", stack, urn, message: quotaMessage(problem) };
    }),
    ...unknown.map(({ stack, urn }): Finding => {
      const message = "policy is unknown before the update, so its size cannot be checked here. AWS checks it.";
      return { rule: "within-quotas", level: "advisory", stack, urn, message };
    }),
  ];
}

export function findingText(finding: Finding): string {
  return `${finding.level}: ${finding.rule}: ${finding.stack}: ${finding.urn.split("::").slice(2).join(" ")}\n    ${finding.message}`;
}

/** Builds the programs offline and refuses to start the engine when a mandatory rule or a quota is violated. */
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
    `The policy pack or a quota of AWS refuses ${violations.length === 1 ? "this" : "these"}; nothing was changed:\n${violations.map(findingText).join("\n")}`,
  );
}
