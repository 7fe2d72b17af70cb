/** A rollout on ECS: whoever starts and follows it, and ECS's or CodeDeploy's own work. */
import type { Caller } from "../../../catalog/iam";
import type { Inventory, Placed } from "../inventory";
import { at, listAt, textAt } from "../values";
import type { GroupPlace } from "./release-deployments";
import { functionsOf, inTarget, type ReleaseTarget } from "./release-target";
import {
  type Asking,
  everywhereRequests,
  plainRequests,
  roleCaller,
  serviceAssumes,
  type WantedRequest,
} from "./request";

/** A service on ECS, and ARNs of what belongs to it. */
export interface EcsPlace {
  name: string;
  /** ARN of one of its parts: `service-deployment`, and its own. */
  arn(kind: string, rest?: string): string;
  clusterArn: string;
  /** ARN of a revision, and of a task. */
  definition: string;
  task: string;
  what: string;
}

export function ecsPlace(inventory: Inventory, target: ReleaseTarget, service: Placed): EcsPlace {
  const { accountId, region } = target;
  const name = textAt(service.resource.inputs, "name") ?? "unknown";
  // An account has one environment in a region, and it one cluster.
  const cluster = inventory
    .all("aws:ecs/cluster:Cluster")
    .find((each) => each.accountId === accountId && each.region === region);
  const named = textAt(cluster?.resource.inputs, "name") ?? "unknown";
  const regional = (resource: string) => inTarget(target, "ecs", resource);
  return {
    name,
    arn: (kind, rest) => regional(`${kind}/${named}/${name}${rest ? `/${rest}` : ""}`),
    clusterArn: regional(`cluster/${named}`),
    definition: regional(`task-definition/${name}:1`),
    task: regional(`task/${named}/any`),
    what: target.task
      ? `task of ${target.service} in ${target.environment}`
      : `release of ${target.service} to ${target.environment}`,
  };
}

/** Of the release function, where ECS itself shifts the traffic. */
export function nativeCalls(ask: Asking, target: ReleaseTarget, place: EcsPlace): WantedRequest[] {
  const { caller } = target;
  const { what, clusterArn, task } = place;
  const follows = `${what} follows its rollout`;
  const both = (kind: string) => [place.arn("service"), place.arn(kind, "any")];
  return [
    ...plainRequests(ask, `${what} starts`, caller, place.arn("service"), ["ecs:UpdateService"]),
    ...plainRequests(ask, follows, caller, place.arn("service"), ["ecs:ListServiceDeployments"]),
    ...both("service-deployment").flatMap((arn) =>
      plainRequests(ask, follows, caller, arn, ["ecs:DescribeServiceDeployments", "ecs:StopServiceDeployment"]),
    ),
    ...both("service-revision").flatMap((arn) =>
      plainRequests(ask, follows, caller, arn, ["ecs:DescribeServiceRevisions"]),
    ),
    ...everywhereRequests(ask, follows, caller, target, ["ecs:ListTasks"], { "ecs:cluster": clusterArn }),
    ...plainRequests(ask, follows, caller, task, ["ecs:DescribeTasks"]),
  ];
}

/** ECS shifts the traffic and runs the hooks, each with the role that the service names for it. */
export function nativeWork(ask: Asking, target: ReleaseTarget, place: EcsPlace, service: Placed): WantedRequest[] {
  const { inputs } = service.resource;
  const hooks = listAt(at(inputs, "deploymentConfiguration"), "lifecycleHooks");
  const shifting = listAt(inputs, "loadBalancers").flatMap(
    (each) => textAt(each, "advancedConfiguration", "roleArn") ?? [],
  );
  const running = hooks.flatMap((each) => textAt(each, "roleArn") ?? []);
  const roles = [...new Set([...shifting, ...running])];
  return [
    ...roles.map((role) => serviceAssumes(ask, "ecs", role, place.arn("service"))),
    ...[...new Set(shifting)].flatMap((role) => trafficRequests(ask, target, place, roleCaller(ask, role))),
    ...hooks.flatMap((each) => {
      const [role, hook] = [textAt(each, "roleArn"), textAt(each, "hookTargetArn")];
      return role && hook
        ? plainRequests(ask, `ECS runs a hook of ${place.name}`, roleCaller(ask, role), hook, ["lambda:InvokeFunction"])
        : [];
    }),
  ];
}

/** CodeDeploy replaces the tasks, shifts the traffic and runs the hooks, all with one role. */
export function groupWork(
  ask: Asking,
  target: ReleaseTarget,
  place: EcsPlace,
  { roleArn }: GroupPlace,
): WantedRequest[] {
  if (!roleArn) return [];
  const caller = roleCaller(ask, roleArn);
  const what = `CodeDeploy replaces the tasks of ${place.name}`;
  return [
    ...plainRequests(ask, what, caller, place.arn("service"), [
      "ecs:CreateTaskSet",
      "ecs:DescribeServices",
      "ecs:UpdateServicePrimaryTaskSet",
    ]),
    ...plainRequests(ask, what, caller, place.arn("task-set", "any"), ["ecs:DeleteTaskSet"]),
    ...trafficRequests(ask, target, place, caller),
    ...[...functionsOf(target).keys()].flatMap((arn) =>
      plainRequests(ask, `CodeDeploy runs a hook of ${place.name}`, caller, arn, ["lambda:InvokeFunction"]),
    ),
  ];
}

/** Targets and weights of the load balancer; ids are AWS's own. */
function trafficRequests(ask: Asking, target: ReleaseTarget, place: EcsPlace, caller: Caller): WantedRequest[] {
  const what = `the traffic of ${place.name} is shifted`;
  const arn = (resource: string) => inTarget(target, "elasticloadbalancing", resource);
  const balancers = target.resources("aws:lb/loadBalancer:LoadBalancer").map(({ resource }) => ({
    name: textAt(resource.inputs, "name") ?? "unknown",
    kind: textAt(resource.inputs, "loadBalancerType") === "network" ? "net" : "app",
  }));
  return [
    ...everywhereRequests(ask, what, caller, target, [
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeRules",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
    ]),
    ...balancers.flatMap(({ name, kind }) => [
      ...plainRequests(ask, what, caller, arn(`listener/${kind}/${name}/any/any`), [
        "elasticloadbalancing:ModifyListener",
      ]),
      ...(kind === "app"
        ? plainRequests(ask, what, caller, arn(`listener-rule/app/${name}/any/any/any`), [
            "elasticloadbalancing:ModifyRule",
          ])
        : []),
    ]),
  ];
}
