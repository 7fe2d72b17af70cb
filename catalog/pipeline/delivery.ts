/** The delivery pipeline of a service's track: sources, builds, then the stages of its waves. */
import type { QuotaProblem } from "../quota/problem";
import type { Service, Track } from "../service-types";
import type { Catalog } from "../types";
import { buildAction, imagesStep } from "./builds";
import { definitionDigest } from "./definition";
import { candidateNamespace, execution, gateAction } from "./gates";
import { artifactsOf, type PipelineModel, type PipelineStage, productionStagesTag } from "./model";
import { type PipelinePlace, pipelinePlace } from "./place";
import { chainTrigger, eventTrigger, gitTrigger, sourceAction } from "./sources";
import { storeProblems } from "./store-sizes";
import { artifactStores } from "./stores";
import { waveStages } from "./wave-stages";

export interface Delivery {
  model: PipelineModel;
  /** Why AWS would refuse it, in figures; the model holds no wave when one pipeline cannot take them. */
  problems: QuotaProblem[];
}

/** The pipeline of a track that is known to fit: `planDelivery` is what the catalog's checks ask. */
export function deliveryPipeline(catalog: Catalog, service: Service, track: Track): PipelineModel {
  return planDelivery(catalog, service, track).model;
}

/** A pure function of the catalog: another service's files change nothing in it. */
export function planDelivery(catalog: Catalog, service: Service, track: Track): Delivery {
  const place = pipelinePlace(catalog, service, track);
  const { names, organization } = catalog;
  const { accountId, region, partition } = place;
  const name = names.pipeline(service.name, track.name);
  const parameter = names.definitionParameter(name);
  const before = (digest: string) => [sourceStage(place), buildStage(place, { parameter, digest })];
  const waves = waveStages(place, before(""));
  const modelWith = (digest: string): PipelineModel => {
    const stages = [...before(digest), ...waves.stages];
    return {
      service: service.name,
      ...(track.name ? { track: track.name } : {}),
      name,
      type: "V2",
      executionMode: service.execution,
      accountId,
      region,
      partition,
      ...(organization.id ? { organizationId: organization.id } : {}),
      roleArn: names.pipelineRoleArn(partition, accountId, track.name),
      definition: { parameter, digest },
      triggers: track.sources.flatMap(gitTrigger),
      events: [
        ...track.sources.flatMap((source) => eventTrigger(place, source)),
        ...service.after.flatMap((after) => chainTrigger(place, after)),
      ],
      stores: artifactStores(place),
      stages,
      artifacts: artifactsOf(stages),
      tags: productionTag(stages),
    };
  };
  const model = modelWith(definitionDigest(modelWith("")));
  const owner = names.platformRoleArn(partition, accountId, "update");
  return {
    model,
    problems: [...waves.problems, ...model.stores.flatMap((store) => storeProblems(store, model, owner))],
  };
}

function productionTag(stages: PipelineStage[]): Record<string, string> {
  const production = stages.filter((stage) => stage.production).map((stage) => stage.name);
  return production.length > 0 ? { [productionStagesTag]: production.join(" ") } : {};
}

function sourceStage(place: PipelinePlace): PipelineStage {
  return {
    name: "Source",
    environments: [],
    production: false,
    actions: place.track.sources.map((source) => sourceAction(place, source)),
  };
}

/** Whether this definition is the published one, the builds side by side, and what came of them. */
function buildStage(place: PipelinePlace, definition: PipelineModel["definition"]): PipelineStage {
  const { catalog, service, track } = place;
  const pipeline = catalog.names.pipeline(service.name, track.name);
  const build = buildAction(place, {
    action: "Build",
    category: "Build",
    batch: service.build.batch !== undefined,
    output: "BuildOutput",
    namespace: "BuildVariables",
  });
  const images =
    service.build.images.length > 0
      ? [
          buildAction(place, {
            action: "Images",
            step: imagesStep,
            category: "Build",
            output: "ImagesOutput",
            namespace: "ImagesVariables",
          }),
        ]
      : [];
  const builds = [build, ...images];
  return {
    name: "Build",
    environments: [],
    production: false,
    actions: [
      gateAction(place, {
        name: "Definition",
        runOrder: 1,
        request: { gate: "definition", ...definition, pipeline, execution },
      }),
      ...builds.map((action) => ({ ...action, runOrder: 2 })),
      gateAction(place, {
        name: "Candidate",
        runOrder: 3,
        namespace: candidateNamespace,
        inputs: builds.flatMap(({ outputs }) => outputs),
        request: { gate: "candidate", pipeline, execution, supersede: service.execution === "SUPERSEDED" },
      }),
    ],
  };
}
