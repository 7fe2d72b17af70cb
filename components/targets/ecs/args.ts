import type { Naming } from "../../../catalog/naming";
import type { EcsTarget, TrafficRollout } from "../../../catalog/target-types";
import type { Environment } from "../../../catalog/types";

/** Registry of a service's images, in the toolchain account. */
export interface ImageRegistry {
  partition: string;
  accountId: string;
  region: string;
  /** Repository by the image's name. */
  repositories: Record<string, string>;
}

export interface EcsServiceArgs {
  names: Naming;
  service: string;
  environment: Environment;
  target: EcsTarget;
  rollout: TrafficRollout;
  /** Where the images of its containers are. */
  registry: ImageRegistry;
}
