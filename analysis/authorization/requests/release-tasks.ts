/** What a release to ECS leads to: revision, rollout, CodeDeploy's or ECS's own work, and the tasks that are started. */
import type { Caller } from "../../../catalog/iam";
import { servicePrincipal } from "../../../catalog/iam/services";
import type { Inventory, Placed } from "../inventory";
import { textAt } from "../values";
import type { Pipeline } from "./pipelines";
import { deploymentCalls, groupsOf } from "./release-deployments";
import { type EcsPlace, ecsPlace, groupWork, nativeCalls, nativeWork } from "./release-rollouts";
import { inTarget, type ReleaseTarget } from "./release-target";
import {
  type Asking,
  everywhereRequests,
  plainRequests,
  roleCaller,
  roleName,
  serviceAssumes,
  type WantedRequest,
} from "./request";

export function taskSetRequests(
  inventory: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  target: ReleaseTarget,
): WantedRequest[] {
  return target.resources("aws:ecs/service:Service").flatMap((service) => {
    const place = ecsPlace(inventory, target, service);
    const [group] = groupsOf(target);
    const calls = group ? deploymentCalls(ask, place.what, target.caller, group) : nativeCalls(ask, target, place);
    return [
      ...revisionRequests(ask, target, place),
      ...(target.task ? oneTask(ask, target, place) : calls),
      ...workRequests(inventory, ask, pipeline, target, service),
    ];
  });
}

/** What ECS, CodeDeploy and the started tasks ask for, whoever has begun it. */
export function workRequests(
  inventory: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  target: ReleaseTarget,
  service: Placed,
): WantedRequest[] {
  const place = ecsPlace(inventory, target, service);
  const [group] = groupsOf(target);
  const rollout = group ? groupWork(ask, target, place, group) : nativeWork(ask, target, place, service);
  return [
    ...(target.task ? [] : rollout),
    ...target
      .resources("aws:ecs/taskDefinition:TaskDefinition")
      .flatMap((template) => taskRequests(inventory, ask, pipeline, target, place, template)),
  ];
}

export function revisionRequests(ask: Asking, target: ReleaseTarget, place: EcsPlace): WantedRequest[] {
  const { caller, partition } = target;
  const { what, definition } = place;
  const roles = target
    .resources("aws:ecs/taskDefinition:TaskDefinition")
    .flatMap(({ resource }) =>
      ["taskRoleArn", "executionRoleArn"].flatMap((key) => textAt(resource.inputs, key) ?? []),
    );
  return [
    ...plainRequests(ask, `${what} looks at it`, caller, place.arn("service"), ["ecs:DescribeServices"]),
    ...everywhereRequests(ask, `${what} reads its revision`, caller, target, ["ecs:DescribeTaskDefinition"]),
    ...plainRequests(ask, `${what} registers its revision`, caller, definition, ["ecs:RegisterTaskDefinition"]),
    ...plainRequests(ask, `${what} tags its revision`, caller, definition, ["ecs:TagResource"], {
      "ecs:CreateAction": "RegisterTaskDefinition",
    }),
    ...roles.flatMap((role) =>
      plainRequests(ask, `${what} hands ${roleName(role)} to its tasks`, caller, role, ["iam:PassRole"], {
        "iam:PassedToService": servicePrincipal("ecs-tasks", partition),
      }),
    ),
  ];
}

function oneTask(
  ask: Asking,
  { caller }: ReleaseTarget,
  { what, definition, task, clusterArn }: EcsPlace,
): WantedRequest[] {
  const inCluster = { "ecs:cluster": clusterArn };
  return [
    ...plainRequests(ask, `${what} runs`, caller, definition, ["ecs:RunTask"], inCluster),
    ...plainRequests(ask, `${what} is followed`, caller, task, ["ecs:DescribeTasks", "ecs:StopTask"], inCluster),
  ];
}

/** ECS starts tasks as their execution role, which pulls the images and writes the log. */
function taskRequests(
  inventory: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  target: ReleaseTarget,
  place: EcsPlace,
  template: Placed,
): WantedRequest[] {
  const { inputs } = template.resource;
  const execution = textAt(inputs, "executionRoleArn");
  const roles = [execution, textAt(inputs, "taskRoleArn")].filter((role) => role !== undefined);
  if (!execution) return [];
  const caller = roleCaller(ask, execution);
  const containers = containersOf(textAt(inputs, "containerDefinitions"));
  const images = inventory.repositories.filter(({ stack }) => stack.name === pipeline.stack.name);
  const logs = logGroupsOf(containers).flatMap((group) =>
    plainRequests(
      ask,
      `the containers of ${place.name} write their log`,
      caller,
      inTarget(target, "logs", `log-group:${group}:log-stream:run`),
      ["logs:CreateLogStream", "logs:PutLogEvents"],
    ),
  );
  return [
    ...roles.map((role) => serviceAssumes(ask, "ecs-tasks", role, place.task)),
    ...everywhereRequests(ask, `ECS enters the registry for ${place.name}`, caller, target, [
      "ecr:GetAuthorizationToken",
    ]),
    ...images.flatMap(({ arn }) =>
      plainRequests(ask, `ECS pulls an image of ${place.name}`, caller, arn, [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
      ]),
    ),
    ...logs,
    ...secretRequests(ask, `ECS reads what the containers of ${place.name} are started with`, caller, containers),
  ];
}

interface Container {
  logConfiguration?: { options?: Record<string, string> };
  secrets?: { valueFrom?: string }[];
}

function containersOf(definitions: string | undefined): Container[] {
  return JSON.parse(definitions ?? "[]") as Container[];
}

function logGroupsOf(containers: Container[]): string[] {
  return [...new Set(containers.flatMap(({ logConfiguration }) => logConfiguration?.options?.["awslogs-group"] ?? []))];
}

/** Parameters and secrets that containers are started with; a secret's own ARN ends in six characters of AWS's. */
function secretRequests(ask: Asking, what: string, caller: Caller, containers: Container[]): WantedRequest[] {
  const named = containers.flatMap(({ secrets = [] }) => secrets.flatMap(({ valueFrom }) => valueFrom ?? []));
  return [...new Set(named)].flatMap((arn) => {
    const [, secret] = /^(arn:[^:]+:secretsmanager:[^:]+:\d+:secret:[^:]+)/.exec(arn) ?? [];
    return secret
      ? plainRequests(ask, what, caller, `${secret}-AbCdEf`, ["secretsmanager:GetSecretValue"])
      : plainRequests(ask, what, caller, arn, ["ssm:GetParameters"]);
  });
}
