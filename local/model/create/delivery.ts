import { isRecord } from "../values";
import type { Making, Rule, Rules } from "./making";

const application: Rule = (making) => {
  const name = making.named();
  const applicationId = making.uuid("application");
  const outputs = { name, applicationId, arn: making.arn(`application:${name}`), githubAccountName: "" };
  return { id: applicationId, outputs: { ...outputs, linkedToGithub: false } };
};

const deploymentConfig: Rule = (making) => {
  const name = making.named("deploymentConfigName");
  const outputs = { deploymentConfigName: name, deploymentConfigId: making.uuid("configuration") };
  return { id: name, outputs: { ...outputs, arn: making.arn(`deploymentconfig:${name}`) } };
};

/** The group has its platform from its application; here it shows by what the group deploys to. */
function platform(making: Making): string {
  if (isRecord(making.inputs["ecsService"])) return "ECS";
  const byConfiguration = /^CodeDeployDefault\.(ECS|Lambda)/.exec(making.input("deploymentConfigName") ?? "")?.[1];
  if (byConfiguration) return byConfiguration;
  // Traffic that no load balancer has is an alias's.
  const style = making.inputs["deploymentStyle"];
  const shifted = isRecord(style) && style["deploymentOption"] === "WITH_TRAFFIC_CONTROL";
  return shifted && making.inputs["loadBalancerInfo"] === undefined ? "Lambda" : "Server";
}

const deploymentGroup: Rule = (making) => {
  const deploymentGroupId = making.uuid("group");
  const name = `${making.input("appName") ?? ""}/${making.input("deploymentGroupName") ?? ""}`;
  return {
    id: deploymentGroupId,
    outputs: {
      deploymentGroupId,
      arn: making.arn(`deploymentgroup:${name}`),
      computePlatform: platform(making),
      blueGreenDeploymentConfig: undefined,
    },
  };
};

const pipeline: Rule = (making) => {
  const name = making.named();
  return { id: name, outputs: { name, arn: making.arn(name), triggerAlls: making.inputs["triggers"] ?? [] } };
};

const project: Rule = (making) => {
  const name = making.named();
  const arn = making.arn(`project/${name}`);
  return {
    id: arn,
    outputs: {
      name,
      arn,
      badgeUrl: "",
      description: "",
      publicProjectAlias: "",
      autoRetryLimit: 0,
      encryptionKey: making.arn("alias/aws/s3", "kms"),
    },
  };
};

/** There is no source host to shake hands with, so nobody has anything to complete. */
const connection: Rule = (making) => {
  const arn = making.arn(`connection/${making.uuid("connection")}`);
  const outputs = { name: making.named(), arn, connectionStatus: "AVAILABLE", ownerAccountId: making.place.account };
  return { id: arn, outputs: { ...outputs, providerType: "GitHub" } };
};

const repository: Rule = (making) => {
  const name = making.named();
  const registryId = making.place.account;
  const repositoryUrl = `${registryId}.dkr.ecr.${making.region}.${making.domain}/${name}`;
  return { id: name, outputs: { name, registryId, repositoryUrl, arn: making.arn(`repository/${name}`) } };
};

export const deliveryRules: Rules = {
  "aws:codedeploy/application:Application": application,
  "aws:codedeploy/deploymentConfig:DeploymentConfig": deploymentConfig,
  "aws:codedeploy/deploymentGroup:DeploymentGroup": deploymentGroup,
  "aws:codepipeline/pipeline:Pipeline": pipeline,
  "aws:codebuild/project:Project": project,
  "aws:codeconnections/connection:Connection": connection,
  "aws:codestarconnections/connection:Connection": connection,
  "aws:ecr/repository:Repository": repository,
};
