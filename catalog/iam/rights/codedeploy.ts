/** CodeDeploy: applications, configurations and groups of the organisation's names. */
import { on, own, pass, provider, type Row, regional } from "./row";

const application = regional("codedeploy", "application:{name}", { name: own });
const configuration = regional("codedeploy", "deploymentconfig:{deploymentConfigName}", { deploymentConfigName: own });
const group = regional("codedeploy", "deploymentgroup:{appName}/{deploymentGroupName}", { appName: own });

export const codedeployRows: Row[] = [
  {
    type: "aws:codedeploy/application:Application",
    source: provider("deploy/app.go"),
    parts: { target: "targets" },
    create: [on(application, "codedeploy:CreateApplication", "codedeploy:TagResource")],
    read: [on(application, "codedeploy:GetApplication", "codedeploy:ListTagsForResource")],
    update: [on(application, "codedeploy:TagResource", "codedeploy:UntagResource", "codedeploy:UpdateApplication")],
    delete: [on(application, "codedeploy:DeleteApplication")],
  },
  {
    type: "aws:codedeploy/deploymentConfig:DeploymentConfig",
    source: provider("deploy/deployment_config.go"),
    parts: { target: "targets" },
    create: [on(configuration, "codedeploy:CreateDeploymentConfig")],
    read: [on(configuration, "codedeploy:GetDeploymentConfig")],
    // Every change replaces it.
    update: [],
    delete: [on(configuration, "codedeploy:DeleteDeploymentConfig")],
  },
  {
    type: "aws:codedeploy/deploymentGroup:DeploymentGroup",
    source: provider("deploy/deployment_group.go"),
    parts: { target: "targets" },
    create: [
      on(group, "codedeploy:CreateDeploymentGroup", "codedeploy:TagResource"),
      pass("codedeploy", "serviceRoleArn", ({ names, partition, accountId }) =>
        names.platformRoleArn(partition, accountId, "codedeploy"),
      ),
    ],
    read: [on(group, "codedeploy:GetDeploymentGroup", "codedeploy:ListTagsForResource")],
    update: [
      on(group, "codedeploy:TagResource", "codedeploy:UntagResource", "codedeploy:UpdateDeploymentGroup"),
      pass("codedeploy", "serviceRoleArn", ({ names, partition, accountId }) =>
        names.platformRoleArn(partition, accountId, "codedeploy"),
      ),
    ],
    delete: [on(group, "codedeploy:DeleteDeploymentGroup")],
  },
];
