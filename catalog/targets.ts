/** Which kind of target a service has, and which rollout goes with it. */

import type { Service, Stage } from "./service-types";
import type {
  Ec2InPlaceTarget,
  EcsTarget,
  FleetRollout,
  LambdaTarget,
  Rollout,
  Target,
  TrafficRollout,
} from "./target-types";
import { stagesOf } from "./tracks";
import type { Catalog } from "./types";

export const isEc2 = (target: Target): target is Ec2InPlaceTarget => target.kind === "ec2-in-place";
export const isEcs = (target: Target): target is EcsTarget => target.kind === "ecs";
export const isLambda = (target: Target): target is LambdaTarget => target.kind === "lambda";

export const isTraffic = (rollout: Rollout): rollout is TrafficRollout => "strategy" in rollout;

/** The rollout of a stage of a service on instances. An `Error` for any other: the reader of files sees to it. */
export function fleetRollout({ rollout, environment }: Stage): FleetRollout {
  if (isTraffic(rollout)) throw new Error(`the stage ${environment} shifts traffic and has no fleet`);
  return rollout;
}

/** The rollout of a stage of a service on ECS or Lambda. An `Error` for any other: the reader of files sees to it. */
export function trafficRollout({ rollout, environment }: Stage): TrafficRollout {
  if (!isTraffic(rollout)) throw new Error(`the stage ${environment} has a fleet and shifts no traffic`);
  return rollout;
}

/**
 * Whether a stage waits for the first image of its service: Lambda makes a function from an image of the service's own
 * repository, which its pipeline's stack makes and its first build fills. Until the file names one the stage has no stack.
 */
export function awaitsImage({ target }: Pick<Service, "target">, environment: string): boolean {
  return isLambda(target) && target.package === "image" && target.placeholder?.[environment] === undefined;
}

/** Whether a service with a target on ECS has a stage in the environment, so that the environment has a cluster. */
export function hasCluster({ services }: Pick<Catalog, "services">, environment: string): boolean {
  return services.some((service) => isEcs(service.target) && hasStage(service, environment));
}

function hasStage(service: Service, environment: string): boolean {
  return stagesOf(service).some((stage) => stage.environment === environment);
}
