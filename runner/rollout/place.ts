/** Where a rollout is looked for and answered: by names alone, so that neither state nor parameters are read. */

import { stackNamed } from "../../catalog/stacks";
import { isEc2, isEcs, trafficRollout } from "../../catalog/targets";
import type { Catalog, StackPlan } from "../../catalog/types";
import { RefusedError } from "../exit";
import { namedStage } from "../release/place";

/** A service on ECS that shifts its traffic itself, or a deployment group of CodeDeploy. */
export type Rolling =
  | { controller: "native"; cluster: string; service: string }
  | { controller: "codedeploy"; application: string; group: string };

export interface RolloutPlace {
  catalog: Catalog;
  service: string;
  environment: string;
  /** The service's stack in the environment. */
  stack: StackPlan;
  /** ARN of the role of its account that operators enter. */
  role: string;
  rolling: Rolling;
}

/** Throws a `UsageError` for names that there are not, a `RefusedError` for a service without rollouts. */
export function rolloutPlace(catalog: Catalog, name: string, where: string): RolloutPlace {
  const { names } = catalog;
  const { service, environment, stage } = namedStage(catalog, name, where);
  if (isEc2(service.target)) {
    throw new RefusedError(
      `Service ${name} runs on instances, where CodeDeploy shifts no traffic and waits for nobody: see its pipeline.`,
    );
  }
  const native = isEcs(service.target) && trafficRollout(stage).controller === "native";
  return {
    catalog,
    service: name,
    environment: where,
    stack: stackNamed(catalog, `${name}.${where}`),
    role: names.platformRoleArn(environment.partition, environment.accountId, "operator"),
    rolling: native
      ? { controller: "native", cluster: names.cluster(where), service: names.ecsService(name, where) }
      : { controller: "codedeploy", application: names.application(name), group: names.deploymentGroup(name, where) },
  };
}
