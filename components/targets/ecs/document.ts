/** What a release has to know of a service on ECS: the document that `functions/release/target.ts` reads. */
import type { EcsHookEvent, Hooks } from "../../../catalog/deploy-documents/hooks";
import type { Naming } from "../../../catalog/naming";
import type { EcsTarget, TrafficRollout } from "../../../catalog/target-types";
import type { Environment } from "../../../catalog/types";
import { type ImageRegistry, imageRepositories } from "./args";
import { placeholderImage } from "./template";

export interface ReleaseTargetArgs {
  names: Naming;
  service: string;
  environment: Environment;
  target: EcsTarget;
  rollout: TrafficRollout;
  registry: ImageRegistry;
  /** ARN of the template, with its revision. */
  template: string;
  alarms: string[];
  /** Functions of CodeDeploy's events. */
  hooks: Hooks<EcsHookEvent>;
}

export function releaseTarget({ names, service, environment, target, rollout, template, ...args }: ReleaseTargetArgs) {
  return {
    kind: "ecs",
    cluster: names.cluster(environment.name),
    service: names.ecsService(service, environment.name),
    template,
    family: names.ecsService(service, environment.name),
    containers: Object.fromEntries(target.containers.map(({ name, image }) => [name, image])),
    repositories: imageRepositories(
      args.registry,
      target.containers.map(({ image }) => image),
    ),
    placeholder: placeholderImage,
    alarms: args.alarms,
    ...(rollout.controller === "codedeploy"
      ? {
          codedeploy: {
            application: names.application(service),
            group: names.deploymentGroup(service, environment.name),
            container: target.container,
            port: target.port,
            hooks: args.hooks,
          },
        }
      : {}),
  };
}
