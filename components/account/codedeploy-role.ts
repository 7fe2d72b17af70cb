/** The role that CodeDeploy itself works with: in-place deployments to instances, with or without Auto Scaling. */
import { type PolicyDocument, policy, trustService } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { type AccountPlace, regional } from "./place";

export function codedeployTrust({ partition, accountId }: AccountPlace): PolicyDocument {
  return policy(trustService("CodeDeploy", "codedeploy", partition, accountId));
}

/**
 * The part of the managed policy AWSCodeDeployRole that deployments in place need, limited to the organisation's
 * names; launching and terminating instances, which copying a group needs, is not in it.
 */
export function codedeployPolicy(place: AccountPlace): PolicyDocument {
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
  );
}
