/** The delivery pipeline of a service: source, build and test, then one stage per environment. */
import type { Catalog, Environment, Service, Stage } from "../types";
import { artifactsOf, type PipelineAction, type PipelineModel, type PipelineStage, productionStagesTag } from "./model";
import { artifactStores, pipelinePlan, stageEnvironments } from "./stores";

const sourceArtifact = "SourceOutput";
const buildArtifact = "BuildOutput";
const sourceNamespace = "SourceVariables";

/** Minutes that an approval waits: 7 days, CodePipeline's own default, stated so that it is ours. */
const approvalMinutes = 7 * 24 * 60;

/** Pages of a commit by source host, so that an approver sees the change. */
const commitPages = {
  GitHub: (repository: string, commit: string) => `https://github.com/${repository}/commit/${commit}`,
  GitLab: (repository: string, commit: string) => `https://gitlab.com/${repository}/-/commit/${commit}`,
  Bitbucket: (repository: string, commit: string) => `https://bitbucket.org/${repository}/commits/${commit}`,
} as const;

/** A pure function of the catalog: another service's files change nothing in it. */
export function deliveryPipeline(catalog: Catalog, service: Service): PipelineModel {
  const { names, organization } = catalog;
  const { accountId, region, partition } = pipelinePlan(catalog, service);
  const environments = stageEnvironments(catalog, service);
  const home = { accountId, region };
  const source: PipelineAction = {
    name: "Source",
    category: "Source",
    owner: "AWS",
    provider: "CodeStarSourceConnection",
    version: "1",
    ...home,
    namespace: sourceNamespace,
    runOrder: 1,
    inputs: [],
    outputs: [sourceArtifact],
    configuration: {
      ConnectionArn: { parameter: names.parameter("connections", service.source.connection) },
      FullRepositoryId: service.source.repository,
      BranchName: service.source.branch,
      // The trigger below starts the pipeline; with both, CodePipeline would keep only the trigger.
      DetectChanges: "false",
      OutputArtifactFormat: "CODE_ZIP",
    },
  };
  const build: PipelineAction = {
    name: "Build",
    category: "Build",
    owner: "AWS",
    provider: "CodeBuild",
    version: "1",
    ...home,
    namespace: "BuildVariables",
    runOrder: 1,
    inputs: [sourceArtifact],
    outputs: [buildArtifact],
    configuration: { ProjectName: names.buildProject(service.name) },
  };
  const stages: PipelineStage[] = [
    { name: "Source", production: false, actions: [source] },
    { name: "Build", production: false, actions: [build] },
    ...service.stages.map((stage, index) => {
      const environment = environments[index]!;
      return {
        name: stage.environment,
        environment: stage.environment,
        production: environment.production,
        actions: stageActions(catalog, service, stage, environment, home),
      };
    }),
  ];
  const production = stages.filter((stage) => stage.production).map((stage) => stage.name);
  return {
    service: service.name,
    name: names.pipeline(service.name),
    type: "V2",
    // A fix never waits behind a stale approval.
    executionMode: "SUPERSEDED",
    accountId,
    region,
    partition,
    ...(organization.id ? { organizationId: organization.id } : {}),
    roleArn: names.platformRoleArn(partition, accountId, "pipeline"),
    trigger: { sourceAction: source.name, branches: [service.source.branch] },
    stores: artifactStores(catalog, service),
    stages,
    artifacts: artifactsOf(stages),
    tags: production.length > 0 ? { [productionStagesTag]: production.join(" ") } : {},
  };
}

/** Approval where the stage asks for one, then the deployment by the target account's own role. */
function stageActions(
  catalog: Catalog,
  service: Service,
  stage: Stage,
  environment: Environment,
  home: { accountId: string; region: string },
): PipelineAction[] {
  const { names } = catalog;
  const deploy: PipelineAction = {
    name: "Deploy",
    category: "Deploy",
    owner: "AWS",
    provider: "CodeDeploy",
    version: "1",
    accountId: environment.accountId,
    region: environment.region,
    roleArn: names.platformRoleArn(environment.partition, environment.accountId, "deploy"),
    runOrder: stage.approval ? 2 : 1,
    inputs: [buildArtifact],
    outputs: [],
    configuration: {
      ApplicationName: names.application(service.name),
      DeploymentGroupName: names.deploymentGroup(service.name, environment.name),
    },
  };
  return stage.approval ? [approval(catalog, service, environment, home), deploy] : [deploy];
}

function approval(
  catalog: Catalog,
  service: Service,
  environment: Environment,
  home: { accountId: string; region: string },
): PipelineAction {
  const { names, toolchain } = catalog;
  const { partition } = pipelinePlan(catalog, service);
  const host = toolchain.connections[service.source.connection]?.provider;
  const commit = `#{${sourceNamespace}.CommitId}`;
  return {
    name: "Approve",
    category: "Approval",
    owner: "AWS",
    provider: "Manual",
    version: "1",
    ...home,
    runOrder: 1,
    inputs: [],
    outputs: [],
    configuration: {
      NotificationArn: `arn:${partition}:sns:${home.region}:${home.accountId}:${names.approvalTopic}`,
      CustomData: `Deploy ${service.source.repository} at ${commit} to ${environment.name} (account ${environment.accountId}, ${environment.region}).`,
      ...(host ? { ExternalEntityLink: commitPages[host](service.source.repository, commit) } : {}),
    },
    timeoutMinutes: approvalMinutes,
  };
}
