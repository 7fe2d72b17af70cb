/** Where a pipeline is, and what its parts are computed from. */

import type { Service, Track } from "../service-types";
import { pipelineStackName } from "../stacks";
import type { Catalog, Environment, StackPlan } from "../types";

/** A service's track in its catalog, with the account and region of its pipeline. */
export interface PipelinePlace {
  catalog: Catalog;
  service: Service;
  track: Track;
  accountId: string;
  region: string;
  partition: string;
}

export function pipelinePlace(catalog: Catalog, service: Service, track: Track): PipelinePlace {
  const { accountId, region, partition } = pipelinePlan(catalog, service, track);
  return { catalog, service, track, accountId, region, partition };
}

/** The plan of a track's pipeline stack: its account and region are the toolchain's. */
export function pipelinePlan(catalog: Catalog, service: Service, track: Track): StackPlan {
  const name = pipelineStackName(service.name, track.name);
  const plan = catalog.stacks.find((each) => each.kind === "pipeline" && each.name === name);
  if (!plan) throw new Error(`the catalog has no stack ${name}; plan the stacks first`);
  return plan;
}

export function environmentNamed(catalog: Catalog, service: string, name: string): Environment {
  const environment = catalog.environments.find((each) => each.name === name);
  if (environment) return environment;
  const known = catalog.environments.map((each) => each.name).join(", ");
  throw new Error(`service ${service} has a stage in ${name}, which is none of: ${known}`);
}

/** Environments of a track's stages, in stage order. */
export function trackEnvironments(catalog: Catalog, service: Service, track: Track): Environment[] {
  return track.waves.flatMap(({ stages }) =>
    stages.map(({ environment }) => environmentNamed(catalog, service.name, environment)),
  );
}

/** The track that holds the stage of an environment. */
export function trackFor(service: Service, environment: string): Track {
  const track = service.tracks.find(({ waves }) =>
    waves.some(({ stages }) => stages.some((stage) => stage.environment === environment)),
  );
  if (!track) throw new Error(`service ${service.name} has no stage in ${environment}`);
  return track;
}
