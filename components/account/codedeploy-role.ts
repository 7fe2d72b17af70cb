/** The role that CodeDeploy itself works with: deployments to instances in place, to aliases of functions, and to ECS. */
import { type PolicyDocument, policy, trustService } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { passTaskRoles } from "./ecs-statements";
import { hookStatement } from "./hook-statement";
import { type AccountPlace, regional } from "./place";
import { shiftTraffic } from "./shift-traffic";

export function codedeployTrust({ partition, accountId }: AccountPlace): PolicyDocument {
  return policy(trustService("CodeDeploy", "codedeploy", partition, accountId));
}

/**
 * The part of the managed policy AWSCodeDeployRole that deployments in place need, limited to the organisation's
 * names; launching and terminating instances, which copying a group needs, is not in it. Beside it, shifting aliases of
 * functions, and running the functions of `hooks`, by name.
 */
export function codedeployPolicy(place: AccountPlace, hooks: string[]): PolicyDocument {
  const own = `${place.names.prefix}-*`;
  return policy(
    {
      // Finding instances, groups and balancers knows no single resources.
      Sid: "Find",
      Effect: "Allow",
      Action: [
        ...each("autoscaling:Describe", "AutoScalingGroups", "LifecycleHooks"),
        "cloudwatch:DescribeAlarms",
        ...each("ec2:Describe", "InstanceStatus", "Instances"),
        ...each("elasticloadbalancing:Describe", "TargetGroups", "TargetHealth"),
        "tag:GetResources",
      ],
      Resource: "*",
    },
    {
      Sid: "HookGroups",
      Effect: "Allow",
      Action: [
        ...each("autoscaling:", "CompleteLifecycleAction", "DeleteLifecycleHook", "PutLifecycleHook"),
        ...each("autoscaling:", "RecordLifecycleActionHeartbeat", "ResumeProcesses", "SuspendProcesses"),
      ],
      Resource: regional(place, "autoscaling", `autoScalingGroup:*:autoScalingGroupName/${own}`),
    },
    {
      Sid: "DrainTargets",
      Effect: "Allow",
      Action: each("elasticloadbalancing:", "DeregisterTargets", "RegisterTargets"),
      Resource: regional(place, "elasticloadbalancing", `targetgroup/${own}/*`),
    },
    { Sid: "Notify", Effect: "Allow", Action: "sns:Publish", Resource: regional(place, "sns", own) },
    {
      // Of the managed policy AWSCodeDeployRoleForLambdaLimited, which lets it run hooks by its own naming only:
      // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForLambdaLimited.html
      Sid: "ShiftAliases",
      Effect: "Allow",
      Action: each("lambda:", "GetAlias", "GetProvisionedConcurrencyConfig", "UpdateAlias"),
      Resource: regional(place, "lambda", `function:${own}`),
    },
    hookStatement(place, hooks),
  );
}

/**
 * The part of the managed policy AWSCodeDeployRoleForECS
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForECS.html) that is not in the
 * other one, limited to the organisation's names: task sets of services, and the weights of listeners.
 */
export function codedeployToEcsPolicy(place: AccountPlace): PolicyDocument {
  const { names } = place;
  const own = `${names.prefix}-*`;
  return policy(
    {
      Sid: "FindTraffic",
      Effect: "Allow",
      Action: each("elasticloadbalancing:Describe", "Listeners", "Rules"),
      Resource: "*",
    },
    shiftTraffic(place),
    {
      Sid: "TaskSets",
      Effect: "Allow",
      Action: each("ecs:", "CreateTaskSet", "DeleteTaskSet", "DescribeServices", "UpdateServicePrimaryTaskSet"),
      Resource: [regional(place, "ecs", `service/${own}/${own}`), regional(place, "ecs", `task-set/${own}/${own}/*`)],
    },
    passTaskRoles(place),
  );
}
