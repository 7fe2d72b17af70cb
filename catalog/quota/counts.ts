/** Counts an organisation's pipelines by account, region and stage. */
import type { PipelineModel } from "../pipeline/model";

export type CountedPipeline = Pick<PipelineModel, "name" | "accountId" | "region" | "stages" | "artifacts" | "stores">;

export interface StageCount {
  pipeline: string;
  stage: string;
  actions: number;
  /** Most actions with one run order. */
  parallel: number;
  /** Different run orders. */
  sequential: number;
}

export interface PipelineCount {
  name: string;
  accountId: string;
  region: string;
  stages: number;
  actions: number;
  artifacts: number;
  stores: number;
}

export interface PlaceCount {
  accountId: string;
  region: string;
  /** Actions that work there, of all pipelines. */
  actions: number;
  /** Pipelines that stand there. */
  pipelines: number;
}

export interface Counts {
  pipelines: PipelineCount[];
  stages: StageCount[];
  /** One for each account and region that has a pipeline or an action, in order of both. */
  places: PlaceCount[];
}

export function countPipelines(pipelines: readonly CountedPipeline[]): Counts {
  return {
    pipelines: pipelines.map(({ name, accountId, region, stages, artifacts, stores }) => ({
      name,
      accountId,
      region,
      stages: stages.length,
      actions: stages.reduce((sum, stage) => sum + stage.actions.length, 0),
      artifacts: artifacts.length,
      stores: stores.length,
    })),
    stages: pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => stageCount(pipeline.name, stage))),
    places: placeCounts(pipelines),
  };
}

function stageCount(pipeline: string, { name, actions }: CountedPipeline["stages"][number]): StageCount {
  const orders = new Map<number, number>();
  for (const { runOrder } of actions) orders.set(runOrder, (orders.get(runOrder) ?? 0) + 1);
  return {
    pipeline,
    stage: name,
    actions: actions.length,
    parallel: Math.max(0, ...orders.values()),
    sequential: orders.size,
  };
}

function placeCounts(pipelines: readonly CountedPipeline[]): PlaceCount[] {
  const places = new Map<string, PlaceCount>();
  const at = (accountId: string, region: string): PlaceCount => {
    const key = `${accountId} ${region}`;
    const found = places.get(key) ?? { accountId, region, actions: 0, pipelines: 0 };
    places.set(key, found);
    return found;
  };
  for (const pipeline of pipelines) {
    at(pipeline.accountId, pipeline.region).pipelines += 1;
    for (const action of pipeline.stages.flatMap((stage) => stage.actions)) {
      at(action.accountId, action.region).actions += 1;
    }
  }
  return [...places.keys()].sort().map((key) => places.get(key)!);
}
