/** CodePipeline's own deploy actions, which act in the target account with its deploy role. */

import type { Stage } from "../service-types";
import { isEc2, trafficRollout } from "../targets";
import type { Environment } from "../types";
import type { PipelineAction } from "./model";
import type { PipelinePlace } from "./place";

/** The word that a task definition of the build's artifact has in the place of the image. */
export const imageWord = "IMAGE1_NAME";

/**
 * CodeDeploy for a fleet; for a service on ECS that asks for it `ECS`, or `CodeDeployToECS` where CodeDeploy moves the
 * traffic.
 *
 * What the actions on ECS cannot do. `ECS` fails after an hour at the latest, `CodeDeployToECS` after 5 days. Neither
 * reads the template that `pulumi up` keeps: `ECS` copies the task definition that the service runs and changes the
 * images only, `CodeDeployToECS` takes `taskdef.json` and `appspec.yaml` of the build's artifact, with one image
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html and
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html).
 */
export function standardAction(
  place: PipelinePlace,
  name: string,
  stage: Stage,
  environment: Environment,
): PipelineAction {
  const { catalog, service } = place;
  const { names } = catalog;
  const { accountId, region, partition } = environment;
  const group = {
    ApplicationName: names.application(service.name),
    DeploymentGroupName: names.deploymentGroup(service.name, environment.name),
  };
  const action = {
    name,
    category: "Deploy" as const,
    owner: "AWS" as const,
    version: "1",
    accountId,
    region,
    roleArn: names.platformRoleArn(partition, accountId, "deploy"),
    runOrder: 1,
    outputs: [],
  };
  if (isEc2(service.target)) {
    return { ...action, provider: "CodeDeploy", inputs: ["BuildOutput"], configuration: group };
  }
  if (trafficRollout(stage).controller === "codedeploy") {
    return {
      ...action,
      provider: "CodeDeployToECS",
      inputs: ["BuildOutput", "ImagesOutput"],
      configuration: {
        ...group,
        TaskDefinitionTemplateArtifact: "BuildOutput",
        AppSpecTemplateArtifact: "BuildOutput",
        Image1ArtifactName: "ImagesOutput",
        Image1ContainerName: imageWord,
      },
    };
  }
  return {
    ...action,
    provider: "ECS",
    inputs: ["ImagesOutput"],
    configuration: {
      ClusterName: names.cluster(environment.name),
      ServiceName: names.ecsService(service.name, environment.name),
      FileName: "imagedefinitions.json",
      DeploymentTimeout: "60",
    },
  };
}
