/** The role that ECS itself works with: it shifts the traffic of its own rollouts and runs their hooks. */
import { type PolicyDocument, policy, trustService } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { type AccountPlace, regional } from "./place";

/** ECS works for its services: each one's ARN names its cluster. */
export function ecsTrust({ partition, accountId }: AccountPlace): PolicyDocument {
  return policy(trustService("Ecs", "ecs", partition, accountId));
}

/**
 * The managed policy AmazonECSInfrastructureRolePolicyForLoadBalancers
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSInfrastructureRolePolicyForLoadBalancers.html)
 * limited to the organisation's names, and its functions as hooks.
 */
export function ecsPolicy(place: AccountPlace): PolicyDocument {
  const own = `${place.names.prefix}-*`;
  const balancing = (...resources: string[]) =>
    resources.map((resource) => regional(place, "elasticloadbalancing", resource));
  return policy(
    {
      // Finding balancers knows no single resources.
      Sid: "Find",
      Effect: "Allow",
      Action: each("elasticloadbalancing:Describe", "Listeners", "Rules", "TargetGroups", "TargetHealth"),
      Resource: "*",
    },
    {
      Sid: "MoveTargets",
      Effect: "Allow",
      Action: each("elasticloadbalancing:", "DeregisterTargets", "RegisterTargets"),
      Resource: balancing(`targetgroup/${own}/*`),
    },
    {
      Sid: "ShiftTraffic",
      Effect: "Allow",
      Action: each("elasticloadbalancing:Modify", "Listener", "Rule"),
      Resource: balancing(`listener/app/${own}/*`, `listener/net/${own}/*`, `listener-rule/app/${own}/*`),
    },
    {
      Sid: "RunHooks",
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: [regional(place, "lambda", `function:${own}`)],
    },
  );
}
