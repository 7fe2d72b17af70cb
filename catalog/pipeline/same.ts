/** The gate before each of CodePipeline's own deploy actions: what it will deploy is what the builds made. */
import type { StandardLimits } from "../deploy-documents/standard-files";
import type { Stage } from "../service-types";
import type { EcsTarget } from "../target-types";
import { isEcs, trafficRollout } from "../targets";
import type { Environment } from "../types";
import { registryHost } from "../upstreams";
import { candidateDigest, gateAction } from "./gates";
import type { PipelineAction } from "./model";
import type { PipelinePlace } from "./place";
import { candidateInputs } from "./release-actions";

/**
 * It reads the candidate's artifacts again, in their order. A deploy action reads them once more, and CodePipeline can
 * pin neither: what is put into the store between the two is deployed.
 */
export function sameAction(place: PipelinePlace, name: string, stage: Stage, environment: Environment): PipelineAction {
  const { target } = place.service;
  const files = isEcs(target) ? standardLimits(place, target, stage, environment) : undefined;
  return gateAction(place, {
    name,
    runOrder: 1,
    inputs: candidateInputs(place),
    request: { gate: "same", digest: candidateDigest, ...(files ? { files } : {}) },
  });
}

function standardLimits(
  place: PipelinePlace,
  { containers }: EcsTarget,
  stage: Stage,
  { name: environment, accountId, partition }: Environment,
): StandardLimits {
  const { catalog, service, track } = place;
  const { names } = catalog;
  const { controller, hooks } = trafficRollout(stage);
  const role = (which: "task" | "execution") =>
    names.serviceRoleArn(partition, accountId, service.name, environment, which);
  const host = registryHost(place.accountId, place.region, place.partition);
  return {
    registry: `${host}/${names.imageRepository(service.name, "", track.name)}`,
    images: Object.fromEntries(containers.map(({ name, image }) => [name, image])),
    ...(controller === "codedeploy"
      ? {
          task: {
            family: names.ecsService(service.name, environment),
            taskRole: role("task"),
            executionRole: role("execution"),
            hookPrefix: names.hookFunction(service.name, environment, ""),
            hooks: hooks.flatMap((hook) => (hook.kind === "function" ? [hook.function] : [])),
          },
        }
      : {}),
  };
}
