/** What CodePipeline's own actions on ECS ask for: the artifacts, a revision, and the rollout; and what follows of it. */
import type { Inventory, Placed } from "../inventory";
import { textAt } from "../values";
import { deploymentRequests } from "./deployment";
import type { Pipeline, Step } from "./pipelines";
import { ecsPlace } from "./release-rollouts";
import type { ReleaseTarget } from "./release-target";
import { revisionRequests, workRequests } from "./release-tasks";
import {
  type Asking,
  accountOf,
  everywhereRequests,
  objectRequests,
  plainRequests,
  roleCaller,
  roleName,
  type WantedRequest,
} from "./request";

/** The action `ECS`: it copies the revision that runs, and waits for the service's tasks. */
export function rollingRequests(inventory: Inventory, ask: Asking, pipeline: Pipeline, step: Step): WantedRequest[] {
  const { region, roleArn } = step;
  const caller = roleCaller(ask, roleArn);
  const artifacts = pipeline.stores
    .filter((store) => store.region === region)
    .flatMap((store) =>
      objectRequests(ask, `${roleName(roleArn)} reads the artifacts`, caller, store, {
        object: `${pipeline.name}/artifact`,
        access: "read",
        keyDirectly: true,
      }),
    );
  const rollout = targetsOf(inventory, ask, step).flatMap(({ service, target }) => {
    const place = ecsPlace(inventory, target, service);
    const what = `${roleName(roleArn)} deploys ${place.name}`;
    return [
      ...plainRequests(ask, what, caller, place.arn("service"), ["ecs:UpdateService"]),
      ...everywhereRequests(ask, what, caller, target, ["ecs:ListTasks"], { "ecs:cluster": place.clusterArn }),
      ...plainRequests(ask, what, caller, place.task, ["ecs:DescribeTasks"]),
    ];
  });
  return [...artifacts, ...rollout, ...revisionsAndWork(inventory, ask, pipeline, step)];
}

/** The action `CodeDeployToECS`: it registers a revision, and has CodeDeploy replace the tasks. */
export function replacementRequests(
  inventory: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  step: Step,
): WantedRequest[] {
  return [...deploymentRequests(inventory, ask, pipeline, step), ...revisionsAndWork(inventory, ask, pipeline, step)];
}

function revisionsAndWork(inventory: Inventory, ask: Asking, pipeline: Pipeline, step: Step): WantedRequest[] {
  return targetsOf(inventory, ask, step).flatMap(({ service, target }) => [
    ...revisionRequests(ask, target, ecsPlace(inventory, target, service)),
    ...workRequests(inventory, ask, pipeline, target, service),
  ]);
}

function targetsOf(inventory: Inventory, ask: Asking, step: Step): { service: Placed; target: ReleaseTarget }[] {
  const service = serviceOf(inventory, step);
  if (!service) return [];
  const { partition, accountId, region, stack } = service;
  const target: ReleaseTarget = {
    partition,
    accountId,
    region,
    service: textAt(service.resource.inputs, "name") ?? "unknown",
    environment: accountId,
    caller: roleCaller(ask, step.roleArn),
    resources: (type) => inventory.all(type).filter((each) => each.stack === stack),
    task: false,
  };
  return [{ service, target }];
}

/** By its own name, or by the deployment group that replaces its tasks. */
function serviceOf(inventory: Inventory, { value, region, roleArn }: Step): Placed | undefined {
  const here = (each: Placed) => each.accountId === accountOf(roleArn) && each.region === region;
  const group = textAt(value, "configuration", "DeploymentGroupName");
  const name =
    textAt(value, "configuration", "ServiceName") ??
    inventory
      .all("aws:codedeploy/deploymentGroup:DeploymentGroup")
      .filter((each) => here(each) && textAt(each.resource.inputs, "deploymentGroupName") === group)
      .flatMap(({ resource }) => textAt(resource.inputs, "ecsService", "serviceName") ?? [])[0];
  return inventory
    .all("aws:ecs/service:Service")
    .find((each) => here(each) && name !== undefined && textAt(each.resource.inputs, "name") === name);
}
