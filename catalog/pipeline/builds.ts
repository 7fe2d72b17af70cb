/** Build projects of a pipeline, and the actions that run them. */

import type { ProjectSettings, Step } from "../service-types";
import { isBuildStep, stepsOf } from "../steps";
import type { Environment } from "../types";
import type { PipelineAction } from "./model";
import type { PipelinePlace } from "./place";
import { outputOf } from "./sources";

/** A project that a track's pipeline runs. */
export interface ProjectModel {
  /** Logical name inside the pipeline's stack. */
  key: string;
  /** `undefined` for the build itself. */
  step?: string;
  projectName: string;
  logGroupName: string;
  settings: ProjectSettings;
}

/** Name of the project that builds a service's container images. */
export const imagesStep = "images";

/** Every project of a track: the build, the image build, and each step once, however many stages run it. */
export function projectsOf({ catalog, service, track }: PipelinePlace, imageBuild?: ProjectSettings): ProjectModel[] {
  const { names } = catalog;
  const project = (settings: ProjectSettings, step?: string): ProjectModel => ({
    key: step ?? "build",
    ...(step ? { step } : {}),
    projectName: names.buildProject(service.name, track.name, step),
    logGroupName: names.buildLogGroup(service.name, track.name, step),
    settings,
  });
  const steps = new Map<string, Step>();
  for (const stage of track.waves.flatMap(({ stages }) => stages)) {
    for (const step of stepsOf(stage).filter(isBuildStep)) steps.set(step.name, steps.get(step.name) ?? step);
  }
  return [
    project(service.build),
    ...(imageBuild ? [project(imageBuild, imagesStep)] : []),
    ...[...steps.values()].map((step) => project(step, step.name)),
  ];
}

export interface BuildActionOptions {
  /** Name of the action. */
  action: string;
  /** Step whose project runs; absent: the build. */
  step?: string;
  category: "Build" | "Test";
  /** Whether its buildspec starts a batch. Default false. */
  batch?: boolean;
  /** For a step: the environment that it runs for, which it reads from its variables. */
  environment?: Environment;
  /** Artifacts that it leaves, and its namespace. */
  output?: string;
  namespace?: string;
}

/** A build takes all sources; a step takes the build's artifact. */
export function buildAction(place: PipelinePlace, options: BuildActionOptions): PipelineAction {
  const { catalog, service, track, accountId, region } = place;
  const { environment } = options;
  const inputs = environment ? ["BuildOutput"] : track.sources.map(outputOf);
  const variables = environment
    ? [
        { name: "SLIPWAY_ENVIRONMENT", value: environment.name, type: "PLAINTEXT" },
        { name: "SLIPWAY_REGION", value: environment.region, type: "PLAINTEXT" },
      ]
    : [];
  return {
    name: options.action,
    category: options.category,
    owner: "AWS",
    provider: "CodeBuild",
    version: "1",
    accountId,
    region,
    ...(options.namespace ? { namespace: options.namespace } : {}),
    runOrder: 1,
    inputs,
    outputs: options.output ? [options.output] : [],
    configuration: {
      ProjectName: catalog.names.buildProject(service.name, track.name, options.step),
      ...(inputs.length > 1 ? { PrimarySource: inputs[0]! } : {}),
      // The builds of a batch leave one artifact together, so that what is handed on is one.
      ...(options.batch ? { BatchEnabled: "true", CombineArtifacts: "true" } : {}),
      ...(variables.length > 0 ? { EnvironmentVariables: JSON.stringify(variables) } : {}),
    },
  };
}
