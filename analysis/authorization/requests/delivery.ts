/** What pipelines, builds, deployments and instances will ask for. */
import type { Inventory } from "../inventory";
import { textAt } from "../values";
import { deploymentRequests } from "./deployment";
import { type Pipeline, pipelinesOf } from "./pipelines";
import {
  type Asking,
  assumeRole,
  objectRequests,
  plainRequests,
  roleCaller,
  roleName,
  serviceAssumes,
  type WantedRequest,
} from "./request";

export function deliveryRequests(inventory: Inventory, asking: (stack: string) => Asking): WantedRequest[] {
  return pipelinesOf(inventory).flatMap((pipeline) => {
    const ask = asking(pipeline.stack.name);
    const arn = `arn:${pipeline.partition}:codepipeline:${pipeline.region}:${pipeline.accountId}:${pipeline.name}`;
    const caller = roleCaller(ask, pipeline.roleArn);
    return [
      serviceAssumes(ask, "codepipeline", pipeline.roleArn, arn),
      ...pipeline.stores.flatMap((store) =>
        (["read", "write"] as const).flatMap((access) =>
          objectRequests(ask, `the pipeline ${access}s artifacts`, caller, store, {
            object: `${pipeline.name}/artifact`,
            access,
            keyDirectly: true,
          }),
        ),
      ),
      ...pipeline.actions.flatMap((action) => actionRequests(inventory, ask, pipeline, action)),
    ];
  });
}

function actionRequests(
  inventory: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  action: Pipeline["actions"][number],
): WantedRequest[] {
  const { value, region, roleArn } = action;
  const actor = roleCaller(ask, roleArn);
  const entering =
    roleArn === pipeline.roleArn
      ? []
      : [assumeRole(ask, `the pipeline acts as ${roleName(roleArn)}`, roleCaller(ask, pipeline.roleArn), roleArn)];
  const arn = (service: string, resource: string) =>
    `arn:${pipeline.partition}:${service}:${region}:${roleArn.split(":")[4]}:${resource}`;
  switch (textAt(value, "provider")) {
    case "CodeBuild": {
      const project = textAt(value, "configuration", "ProjectName") ?? "unknown";
      return [
        ...entering,
        ...plainRequests(ask, `the pipeline builds ${project}`, actor, arn("codebuild", `project/${project}`), [
          "codebuild:StartBuild",
          "codebuild:BatchGetBuilds",
        ]),
        ...buildRequests(inventory, ask, pipeline, project),
      ];
    }
    case "CodeDeploy":
      return [...entering, ...deploymentRequests(inventory, ask, pipeline, action)];
    case "CodeStarSourceConnection": {
      // Its id is random, so before the first deployment no ARN is known.
      const known = textAt(value, "configuration", "ConnectionArn");
      const connection = known?.startsWith("arn:") ? known : arn("codeconnections", "connection/unknown");
      return [
        ...entering,
        ...plainRequests(ask, "the pipeline fetches the source", actor, connection, ["codeconnections:UseConnection"]),
      ];
    }
    case "Manual": {
      const topic = textAt(value, "configuration", "NotificationArn");
      return topic ? plainRequests(ask, "the pipeline announces an approval", actor, topic, ["sns:Publish"]) : [];
    }
    default:
      return entering;
  }
}

/** What the build that a pipeline starts does with the store of the pipeline's region, and its log. */
function buildRequests(inventory: Inventory, ask: Asking, pipeline: Pipeline, projectName: string): WantedRequest[] {
  return inventory
    .all("aws:codebuild/project:Project")
    .filter((each) => textAt(each.resource.inputs, "name") === projectName && each.accountId === pipeline.accountId)
    .flatMap((project) => {
      const { inputs } = project.resource;
      const roleArn = textAt(inputs, "serviceRole") ?? "";
      const place = `${project.region}:${project.accountId}`;
      const group = textAt(inputs, "logsConfig", "cloudwatchLogs", "groupName") ?? `/aws/codebuild/${projectName}`;
      const caller = roleCaller(ask, roleArn);
      const stream = `arn:${project.partition}:logs:${place}:log-group:${group}:log-stream:build`;
      return [
        serviceAssumes(ask, "codebuild", roleArn, `arn:${project.partition}:codebuild:${place}:project/${projectName}`),
        ...plainRequests(ask, "the build writes its log", caller, stream, [
          "logs:CreateLogStream",
          "logs:PutLogEvents",
        ]),
        ...pipeline.stores
          .filter((store) => store.region === project.region)
          .flatMap((store) =>
            (["read", "write"] as const).flatMap((access) =>
              objectRequests(ask, `the build ${access}s artifacts`, caller, store, {
                object: `${pipeline.name}/artifact`,
                access,
              }),
            ),
          ),
      ];
    });
}
