/** CodePipeline's own deploy actions, which act in the target account with its deploy role. */

import { standardFiles } from "../deploy-documents/standard-files";
import { imageWord } from "../deploy-documents/standard-task";
import type { Stage } from "../service-types";
import { isEc2, trafficRollout } from "../targets";
import type { Environment } from "../types";
import type { PipelineAction } from "./model";
import type { PipelinePlace } from "./place";

/**
 * CodeDeploy for a fleet; for a service on ECS that asks for it `ECS`, or `CodeDeployToECS` where CodeDeploy moves the
 * traffic.
 *
 * What the actions on ECS cannot do. `ECS` fails after an hour at the latest, `CodeDeployToECS` after 5 days. Neither
 * reads the template that `pulumi up` keeps: `ECS` copies the task definition that the service runs and changes the
 * images only, `CodeDeployToECS` takes `taskdef.json` and `appspec.yaml` of the build's artifact, with one image
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html and
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html). Whoever changes the
 * service writes those files: the gate `same` before each action holds them against what the service may name
 * (catalog/deploy-documents/standard-files.ts), and the deploy role lets them name families and roles of services that
 * are deployed so, of no other.
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
        TaskDefinitionTemplatePath: standardFiles.task,
        AppSpecTemplateArtifact: "BuildOutput",
        AppSpecTemplatePath: standardFiles.appspec,
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
      FileName: standardFiles.definitions,
      DeploymentTimeout: "60",
    },
  };
}
