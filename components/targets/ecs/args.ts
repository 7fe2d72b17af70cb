import type { Naming } from "../../../catalog/naming";
import type { EcsTarget, TrafficRollout } from "../../../catalog/target-types";
import type { Environment } from "../../../catalog/types";
import { registryHost } from "../../../catalog/upstreams";

/** Registry of a service's images, in the toolchain account. */
export interface ImageRegistry {
  partition: string;
  accountId: string;
  region: string;
  /** Repository by the image's name. */
  repositories: Record<string, string>;
}

/** Registry and repository of each image: what a release holds the images against that it is handed. */
export function imageRepositories(registry: ImageRegistry, images: string[]): Record<string, string> {
  const host = registryHost(registry.accountId, registry.region, registry.partition);
  return Object.fromEntries([...new Set(images)].map((name) => [name, `${host}/${registry.repositories[name]}`]));
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
