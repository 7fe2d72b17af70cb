/** Holds what a graph would create against the quotas of AWS: policy documents, pipelines and counts. */
import {
  limits as aws,
  checkQuotas,
  documentUse,
  type Limits,
  type QuotaProblem,
  type QuotaRow,
} from "../../catalog/quota";
import type { Placed } from "../authorization/inventory";
import type { Graph } from "../graph/types";
import { countsOf } from "./counted";
import { documentsOf } from "./documents";
import { countedPipeline } from "./pipelines";
import { indexOf, nameOf } from "./placed";

/** A resource of the graph, for people. */
export interface Origin {
  stack: string;
  urn: string;
}

export interface GraphQuotas {
  /** What is too much, with the resource that is too large, or the last one that is too many. */
  problems: (QuotaProblem & Origin)[];
  /** Every use, the problems' too. */
  rows: QuotaRow[];
  /** Resources whose policy document is known after the update only. */
  unknown: Origin[];
}

/**
 * A graph of some stacks counts those stacks only: sizes are judged, totals of an account are as large as what it shows.
 * An account with raised quotas hands in its own limits.
 */
export function graphQuotas(graph: Graph, limits: Limits = aws): GraphQuotas {
  const index = indexOf(graph);
  const documents = documentsOf(index);
  const pipelines = index.all("aws:codepipeline/pipeline:Pipeline");
  const resources = countsOf(index);
  const { problems, rows } = checkQuotas(
    { pipelines: pipelines.map(countedPipeline), documents: documents.known, resources },
    limits,
  );

  const origins = new Map<string, Placed>();
  for (const document of documents.known) {
    origins.set(documentUse([document], limits).subject, document.from);
    if (document.kind === "trust") origins.set(`accounts.${document.account}.roles`, document.from);
  }
  for (const pipeline of pipelines) {
    origins.set(`pipelines.${nameOf(pipeline)}`, pipeline);
    origins.set(`accounts.${pipeline.accountId}.${pipeline.region}.pipelines`, pipeline);
  }
  for (const { subject, from } of resources) origins.set(subject, from);

  return {
    problems: problems.map((problem) => ({ ...problem, ...origin(originOf(problem.subject, origins)) })),
    rows,
    unknown: documents.unknown.map(origin),
  };
}

function origin({ stack, resource }: Placed): Origin {
  return { stack: stack.name, urn: resource.urn };
}

/** Of the subject, or of the nearest thing that contains it: a stage's is the pipeline's. */
function originOf(subject: string, origins: ReadonlyMap<string, Placed>): Placed {
  for (let path = subject; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf(".")))) {
    const found = origins.get(path);
    if (found) return found;
  }
  throw new RangeError(`no resource of the graph uses ${subject}`);
}
