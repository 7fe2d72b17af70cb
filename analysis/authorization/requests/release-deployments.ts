/** What a deployment by CodeDeploy asks for: whoever starts and follows it, and CodeDeploy's own role. */
import type { Caller } from "../../../catalog/iam";
import type { Placed } from "../inventory";
import { textAt } from "../values";
import { inTarget, type ReleaseTarget } from "./release-target";
import { type Asking, everywhereRequests, plainRequests, serviceAssumes, type WantedRequest } from "./request";

export interface GroupPlace {
  group: Placed;
  arn: string;
  /** CodeDeploy's own role; undefined where the graph does not tell it. */
  roleArn: string | undefined;
}

export function groupsOf(target: ReleaseTarget): GroupPlace[] {
  return target.resources("aws:codedeploy/deploymentGroup:DeploymentGroup").map((group) => {
    const { inputs } = group.resource;
    const name = `${textAt(inputs, "appName")}/${textAt(inputs, "deploymentGroupName")}`;
    return {
      group,
      arn: inTarget(target, "codedeploy", `deploymentgroup:${name}`),
      roleArn: textAt(inputs, "serviceRoleArn"),
    };
  });
}

export function deploymentCalls(
  ask: Asking,
  what: string,
  caller: Caller,
  { group, arn, roleArn }: GroupPlace,
): WantedRequest[] {
  const beside = (resource: string) => arn.replace(/deploymentgroup:.*$/, resource);
  const { inputs } = group.resource;
  const configuration = textAt(inputs, "deploymentConfigName");
  return [
    ...plainRequests(ask, what, caller, arn, [
      "codedeploy:BatchGetDeployments",
      "codedeploy:CreateDeployment",
      "codedeploy:GetDeployment",
      "codedeploy:ListDeployments",
    ]),
    ...plainRequests(ask, what, caller, beside(`application:${textAt(inputs, "appName")}`), [
      "codedeploy:GetApplicationRevision",
      "codedeploy:RegisterApplicationRevision",
    ]),
    ...(configuration
      ? plainRequests(ask, what, caller, beside(`deploymentconfig:${configuration}`), [
          "codedeploy:GetDeploymentConfig",
        ])
      : []),
    ...everywhereRequests(ask, what, caller, group, [
      "codedeploy:BatchGetDeploymentTargets",
      "codedeploy:ListDeploymentTargets",
      "codedeploy:StopDeployment",
    ]),
    ...(roleArn ? [serviceAssumes(ask, "codedeploy", roleArn, arn)] : []),
  ];
}
