/** What a run is about to do to pipelines: read from the steps of the engine's preview, so names need no computing. */
import type { EngineStep } from "../engine/events";

export interface PipelineChange {
  /** The pipeline's name in CodePipeline. */
  pipeline: string;
  region: string;
  change: "update" | "replacement" | "deletion";
}

/** A pipeline's beginning to use a connection to a source host. */
export interface ConnectionUse {
  /** ARN of the connection. */
  connection: string;
  pipeline: string;
}

export interface PipelinePlan {
  /** Pipelines whose running executions the run would cancel. */
  changes: PipelineChange[];
  /** Connections that the next execution needs and that no earlier one has used. */
  connections: ConnectionUse[];
}

export const pipelineType = "aws:codepipeline/pipeline:Pipeline";

/**
 * Updating a definition cancels the executions that run:
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecution.html (status `Cancelled`).
 * That counts for every update, since the provider may send the definition for a change of tags too. A replaced
 * pipeline takes its executions with it when the old one is deleted, unless it is kept.
 */
const changes: Record<string, PipelineChange["change"]> = {
  update: "update",
  delete: "deletion",
  "delete-replaced": "replacement",
};

export function pipelinePlan(steps: EngineStep[], home: { region: string }): PipelinePlan {
  const own = steps.filter(({ type }) => type === pipelineType);
  return {
    changes: own.flatMap(({ op, old }) => {
      const change = changes[op];
      const kept = op !== "update" && old?.retainOnDelete;
      if (!change || !old?.id || kept) return [];
      return [{ pipeline: old.id, region: text(old.outputs?.["region"]) ?? home.region, change }];
    }),
    connections: own.flatMap((step) =>
      begun(step).map((connection) => ({
        connection,
        pipeline: text(step.new?.inputs?.["name"]) ?? step.urn.split("::").at(-1)!,
      })),
    ),
  };
}

function begun({ op, old, new: made }: EngineStep): string[] {
  if (!["create", "create-replacement", "update"].includes(op)) return [];
  const known = op === "update" ? connectionsIn(old?.inputs) : [];
  return connectionsIn(made?.inputs).filter((arn) => !known.includes(arn));
}

interface Declared {
  stages?: { actions?: { configuration?: Record<string, unknown> }[] }[];
}

/** ARNs of the connections of all source actions, each once; what the preview does not know is left out. */
function connectionsIn(inputs: Record<string, unknown> | undefined): string[] {
  const { stages = [] } = (inputs ?? {}) as Declared;
  const arns = stages
    .flatMap(({ actions = [] }) => actions)
    .map(({ configuration }) => text(configuration?.["ConnectionArn"]))
    .filter((arn) => arn !== undefined && /^arn:[^:]+:code(star-)?connections:/.test(arn));
  return [...new Set(arns as string[])];
}

const connectionTypes = ["aws:codeconnections/connection:Connection", "aws:codestarconnections/connection:Connection"];

/** ARNs of the connections that a run has left in the state as not usable, which may be outdated. */
export function unfinishedConnections(steps: EngineStep[]): string[] {
  return steps
    .filter(({ type }) => connectionTypes.includes(type))
    .map(({ new: made }) => made?.outputs ?? {})
    .filter(({ connectionStatus }) => text(connectionStatus) && connectionStatus !== "AVAILABLE")
    .flatMap(({ arn }) => text(arn) ?? []);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
