/** Who becomes whom in a pipeline: from the services that start its roles to the roles that its actions enter. */
import type { Proof } from "../../authorization";
import type { PipelineFacts } from "./pipelines";
import { callerOf, type VerdictKind } from "./proof";

export interface Assumer {
  /** Role ARN, or service. */
  id: string;
  kind: "role" | "service";
  /** 0 for what nothing else becomes, else one more than what becomes it. */
  level: number;
  /** Actions that work as this role: `stage / action`. */
  actions: string[];
}

export interface Assumption {
  from: string;
  to: string;
  /** Absent where the prover was not asked. */
  verdict?: VerdictKind;
}

export interface Assumptions {
  nodes: Assumer[];
  edges: Assumption[];
}

/** What is reached from services and from the pipeline's role; a run of the engine is no part of a delivery. */
export function assumptionsOf(pipeline: PipelineFacts, proofs: readonly Proof[]): Assumptions {
  const asked = proofs
    .filter(({ request }) => request.stack === pipeline.stack && request.request.action === "sts:AssumeRole")
    .map((proof) => ({ proof, from: callerOf(proof), to: proof.request.request.resource }));
  const edges = new Map<string, Assumption>();
  const add = (from: string, to: string, verdict?: VerdictKind) => {
    const known = edges.get(`${from} ${to}`)?.verdict;
    // Of several requests between the same two, the one that fails is the one to see.
    const shown = known === undefined || known === "allowed" ? (verdict ?? known) : known;
    edges.set(`${from} ${to}`, { from, to, ...(shown ? { verdict: shown } : {}) });
  };
  for (const { from, to, proof } of asked) add(from, to, proof.verdict.verdict);
  const actions = pipeline.stages.flatMap((stage) => stage.actions);
  const ruleRoles = pipeline.stages.flatMap(({ conditions }) =>
    conditions.flatMap(({ rules }) => rules.flatMap(({ roleArn }) => roleArn ?? [])),
  );
  for (const roleArn of [...actions.map((action) => action.roleArn), ...ruleRoles]) {
    if (roleArn !== pipeline.roleArn && !edges.has(`${pipeline.roleArn} ${roleArn}`)) add(pipeline.roleArn, roleArn);
  }
  const services = new Set(
    asked.filter(({ proof }) => proof.request.request.caller.kind === "service").map(({ from }) => from),
  );
  const levels = levelsFrom([...services, pipeline.roleArn], [...edges.values()]);
  const nodes = [...levels].map(([id, level]) => ({
    id,
    kind: services.has(id) ? ("service" as const) : ("role" as const),
    level,
    actions: actions.filter(({ roleArn }) => roleArn === id).map(({ stage, name }) => `${stage} / ${name}`),
  }));
  return { nodes, edges: [...edges.values()].filter(({ from, to }) => levels.has(from) && levels.has(to)) };
}

/** Steps from the roots to everything they reach, the longest way; a circle is walked once. */
function levelsFrom(roots: string[], edges: Assumption[]): Map<string, number> {
  const levels = new Map<string, number>();
  const visit = (id: string, level: number, way: ReadonlySet<string>) => {
    if (way.has(id) || (levels.get(id) ?? -1) >= level) return;
    levels.set(id, level);
    for (const { from, to } of edges) if (from === id) visit(to, level + 1, new Set([...way, id]));
  };
  for (const root of roots) visit(root, 0, new Set());
  return levels;
}
