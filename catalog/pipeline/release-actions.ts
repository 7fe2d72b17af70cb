/** Actions of a pipeline that the release function carries out: releases to ECS and Lambda, and tasks that run once. */
import { releaseMinutes } from "../rollout/duration";
import type { Stage, TaskStep } from "../service-types";
import { trafficRollout } from "../targets";
import type { Environment } from "../types";
import { candidateDigest, execution } from "./gates";
import { invokeAction } from "./invoke-action";
import type { PipelineAction } from "./model";
import type { PipelinePlace } from "./place";
import { imagesArtifact, type ReleaseParameters } from "./release-job";

/** Releases what the gate `candidate` named, from the same artifacts in the same order. */
export function releaseAction(
  place: PipelinePlace,
  name: string,
  stage: Stage,
  environment: Environment,
): PipelineAction {
  const minutes = releaseMinutes(place.service.target, trafficRollout(stage));
  return invocation(place, name, { ...parametersOf(place, environment), minutes });
}

/** Runs a task of the service once; an action of its own, so that a retry of it is a run of its own. */
export function taskAction(
  place: PipelinePlace,
  name: string,
  { name: step, task }: TaskStep,
  environment: Environment,
): PipelineAction {
  const { minutes, ...rest } = task;
  return invocation(place, name, {
    ...parametersOf(place, environment),
    minutes,
    task: { name: step, ...rest },
  });
}

/** Artifacts that a release is made of: those that the gate `candidate` names. */
export function candidateInputs({ service }: PipelinePlace): string[] {
  return ["BuildOutput", ...(service.build.images.length > 0 ? [imagesArtifact] : [])];
}

function invocation(place: PipelinePlace, name: string, parameters: ReleaseParameters): PipelineAction {
  const functionName = place.catalog.names.release;
  return {
    ...invokeAction(place, { name, functionName, parameters, inputs: candidateInputs(place) }),
    releases: true,
  };
}

function parametersOf({ catalog, service, track }: PipelinePlace, environment: Environment) {
  const { names } = catalog;
  const { name, accountId, region, partition } = environment;
  return {
    service: service.name,
    environment: name,
    pipeline: names.pipeline(service.name, track.name),
    execution,
    digest: candidateDigest,
    region,
    role: names.platformRoleArn(partition, accountId, "release"),
    target: names.parameter(name, service.name, "target"),
    record: names.runningParameter(service.name, name),
  };
}
