/** What pipelines ask for, and what follows from each of their actions. */
import type { Inventory } from "../inventory";
import { alarmRequests } from "./alarms";
import { approvalRequests } from "./approvals";
import { buildActionRequests } from "./builds";
import { deploymentRequests } from "./deployment";
import { invocationRequests } from "./invocations";
import { entering, type Pipeline, pipelinesOf, type Step } from "./pipelines";
import { type Asking, objectRequests, roleCaller, serviceAssumes, type WantedRequest } from "./request";
import { sourceRequests } from "./sources";
import { replacementRequests, rollingRequests } from "./standard-deployments";

export function deliveryRequests(inventory: Inventory, asking: (stack: string) => Asking): WantedRequest[] {
  return pipelinesOf(inventory).flatMap((pipeline) => {
    const ask = asking(pipeline.stack.name);
    const caller = roleCaller(ask, pipeline.roleArn);
    return [
      serviceAssumes(ask, "codepipeline", pipeline.roleArn, pipeline.arn),
      ...pipeline.stores.flatMap((store) =>
        (["read", "write"] as const).flatMap((access) =>
          objectRequests(ask, `the pipeline ${access}s artifacts`, caller, store, {
            object: `${pipeline.name}/artifact`,
            access,
            keyDirectly: true,
          }),
        ),
      ),
      ...pipeline.steps.flatMap((step) => [
        ...entering(ask, pipeline, step),
        ...stepRequests(inventory, ask, pipeline, step),
      ]),
    ];
  });
}

function stepRequests(inventory: Inventory, ask: Asking, pipeline: Pipeline, step: Step): WantedRequest[] {
  switch (step.provider) {
    case "CodeStarSourceConnection":
    case "CodeCommit":
    case "S3":
    case "ECR":
      return sourceRequests(inventory, ask, pipeline, step);
    case "CodeBuild":
      return buildActionRequests(inventory, ask, pipeline, step);
    case "CodeDeploy":
      return deploymentRequests(inventory, ask, pipeline, step);
    case "CodeDeployToECS":
      return replacementRequests(inventory, ask, pipeline, step);
    case "ECS":
      return rollingRequests(inventory, ask, pipeline, step);
    case "Lambda":
    case "LambdaInvoke":
      return invocationRequests(inventory, ask, pipeline, step);
    case "Manual":
      return approvalRequests(inventory, ask, step);
    case "CloudWatchAlarm":
      return alarmRequests(ask, step);
    default:
      return [];
  }
}
