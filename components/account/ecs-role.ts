/** The role that ECS itself works with: it shifts the traffic of its own rollouts and runs their hooks. */
import { type PolicyDocument, policy, trustService } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { hookStatement } from "./hook-statement";
import { type AccountPlace, regional } from "./place";
import { shiftTraffic } from "./shift-traffic";

/** ECS works for its services: each one's ARN names its cluster. */
export function ecsTrust({ partition, accountId }: AccountPlace): PolicyDocument {
  return policy(trustService("Ecs", "ecs", partition, accountId));
}

/**
 * The managed policy AmazonECSInfrastructureRolePolicyForLoadBalancers
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSInfrastructureRolePolicyForLoadBalancers.html)
 * limited to the organisation's names, and the functions of hooks: Slipway's own, and those of `hooks`.
 */
export function ecsPolicy(place: AccountPlace, hooks: string[]): PolicyDocument {
  const own = `${place.names.prefix}-*`;
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
      Resource: [regional(place, "elasticloadbalancing", `targetgroup/${own}/*`)],
    },
    shiftTraffic(place),
    hookStatement(place, hooks),
  );
}
