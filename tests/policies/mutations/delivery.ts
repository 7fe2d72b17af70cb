/** Controls of delivery. */
import type { GraphMap, GraphStack } from "../../../analysis/graph/types";
import {
  add,
  denies,
  deploys,
  drop,
  environmentOf,
  group,
  inStatement,
  type Json,
  type Mutation,
  pipeline,
  project,
  removed,
  repository,
  set,
  setting,
  without,
} from "./weaken";

/** Takes the approvals out of the first pipeline that has some, and is as wanted. */
const unapproved = (wanted: (inputs: Json) => boolean) =>
  set(
    pipeline,
    (inputs) => {
      for (const stage of [...(inputs["stages"] ?? [])]) {
        const actions = [...stage["actions"]!].filter((action) => action["category"] !== "Approval");
        Object.assign(stage, { actions });
      }
    },
    (inputs) => actionsOf(inputs).some((action) => action["category"] === "Approval") && wanted(inputs),
  );

/** Changes the configuration of each action of a category and provider. */
const configured = (category: string, provider: string, values: object) =>
  set(
    pipeline,
    (inputs) => {
      for (const action of actionsOf(inputs).filter((each) => isOf(each, category, provider))) {
        Object.assign(action["configuration"]!, values);
      }
    },
    (inputs) => actionsOf(inputs).some((each) => isOf(each, category, provider)),
  );
const actionsOf = (inputs: Json) => [...(inputs["stages"] ?? [])].flatMap((stage) => [...stage["actions"]!]);
const isOf = (action: Json, category: string, provider: string) =>
  action["category"] === category && action["provider"] === provider;
const unpinned = "version: 0.2\nphases:\n  install:\n    commands:\n      - curl -fsSL https://example.com/tool | sh\n";
/** A deployment group of two zones, with its alarm, its configuration and its target group. */
const zonal = (seconds: number, crossing: boolean) => (stack: GraphStack) => {
  const parts: Array<[string, GraphMap]> = [
    [
      "aws:codedeploy/deploymentConfig:DeploymentConfig",
      { deploymentConfigName: "zonal", zonalConfig: { monitorDurationInSeconds: seconds } },
    ],
    ["aws:lb/targetGroup:TargetGroup", { name: "orders", loadBalancingCrossZoneEnabled: String(crossing) }],
    ["aws:cloudwatch/metricAlarm:MetricAlarm", { name: "slow", evaluationPeriods: 5, period: 60 }],
    [
      group,
      {
        deploymentConfigName: "zonal",
        loadBalancerInfo: { targetGroupInfos: [{ name: "orders" }] },
        alarmConfiguration: { enabled: true, alarms: ["slow"] },
        autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
      },
    ],
  ];
  return parts.every(([type, inputs]) => add(type, inputs)(stack));
};

export const delivery: Mutation[] = [
  {
    control: "log group of a canary",
    rule: "synthetics-canary-keeps-its-log",
    weaken: drop("aws:cloudwatch/logGroup:LogGroup", (inputs) => typeof inputs["name"] !== "string"),
  },
  {
    control: "time to see an alarm",
    rule: "codedeploy-deployment-group-watches-long-enough",
    weaken: zonal(60, false),
  },
  { control: "zones apart", rule: "codedeploy-zonal-group-keeps-its-zone", weaken: zonal(300, true) },
  {
    control: "time for an approval",
    rule: "codedeploy-deployment-group-waits-for-approval",
    weaken: (stack) =>
      stack.resources.some(({ type }) => type === pipeline) &&
      configured("Deploy", "CodeDeploy", { DeploymentGroupName: "waiting" })(stack) &&
      set(
        pipeline,
        () => {},
        (inputs) => actionsOf(inputs).some((each) => each["category"] === "Approval"),
      )(stack) &&
      add(group, {
        deploymentGroupName: "waiting",
        blueGreenDeploymentConfig: {
          deploymentReadyOption: { actionOnTimeout: "STOP_DEPLOYMENT", waitTimeInMinutes: 60 },
        },
        alarmConfiguration: { enabled: true, alarms: ["slow"] },
        autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
      })(stack),
  },
  {
    control: "archives as sources",
    rule: "codepipeline-source-is-an-archive",
    weaken: configured("Source", "S3", { S3ObjectKey: "daily/rates.tar" }),
  },
  {
    control: "pinned tools",
    rule: "codebuild-project-validates-downloads",
    weaken: set(
      project,
      (inputs) => void Object.assign(inputs["source"]!, { buildspec: unpinned }),
      (inputs) => String(inputs["source"]!["buildspec"]).endsWith(".yml"),
    ),
  },
  {
    control: "secrets of a build",
    rule: "codebuild-variable-holds-no-secret",
    weaken: set(project, environmentOf({ environmentVariables: [{ name: "GITHUB_TOKEN", value: "x" }] })),
  },
  {
    control: "a build without privilege",
    rule: "codebuild-project-is-privileged-for-images-only",
    weaken: set(project, environmentOf({ privilegedMode: true }), (inputs) =>
      String(inputs["source"]!["buildspec"]).endsWith(".yml"),
    ),
  },
  {
    control: "key of a build",
    rule: "codebuild-project-uses-customer-key",
    weaken: set(project, without("encryptionKey")),
  },
  {
    control: "log of a build",
    rule: "codebuild-project-keeps-its-log",
    weaken: set(project, setting({ logsConfig: { cloudwatchLogs: { status: "DISABLED" } } })),
  },
  {
    control: "image of a build",
    rule: "ecr-image-reference-is-pinned",
    weaken: set(project, environmentOf({ image: "public.ecr.aws/acme/build:latest" })),
  },
  {
    control: "provisioned concurrency",
    rule: "lambda-provisioned-alias-has-no-weights",
    weaken: (stack) =>
      stack.resources.some(({ type }) => /:ProvisionedConcurrencyConfig$/.test(type)) &&
      set("aws:lambda/alias:Alias", setting({ routingConfig: { additionalVersionWeights: { "2": 0.1 } } }))(stack),
  },
  {
    control: "provisioned concurrency of deployments",
    rule: "lambda-provisioned-alias-has-no-weights",
    weaken: (stack) =>
      stack.resources.some(({ type }) => /:ProvisionedConcurrencyConfig$/.test(type)) &&
      set(group, setting({ deploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes" }))(stack),
  },
  {
    control: "retention of a log",
    rule: "cloudwatch-log-group-expires",
    weaken: set("aws:cloudwatch/logGroup:LogGroup", without("retentionInDays")),
  },
  {
    control: "type of a pipeline",
    rule: "codepipeline-pipeline-is-v2",
    weaken: set(pipeline, setting({ pipelineType: "V1" })),
  },
  {
    control: "mode of a pipeline",
    rule: "codepipeline-pipeline-deploys-one-run-at-a-time",
    weaken: set(pipeline, setting({ executionMode: "PARALLEL" }), deploys),
  },
  {
    control: "key of a pipeline's store",
    rule: "codepipeline-store-uses-customer-key",
    weaken: set(pipeline, (inputs) => void delete inputs["artifactStores"]![0]!["encryptionKey"]),
  },
  {
    control: "approval before production",
    rule: "codepipeline-production-stage-stands-behind-approval",
    weaken: unapproved(deploys),
  },
  {
    control: "approval before production on ECS and Lambda",
    rule: "codepipeline-production-stage-stands-behind-approval",
    weaken: unapproved((inputs) => !deploys(inputs)),
  },
  {
    control: "rollback",
    rule: "codedeploy-deployment-group-rolls-back",
    weaken: set(group, without("autoRollbackConfiguration")),
  },
  {
    control: "rollback on an alarm",
    rule: "codedeploy-deployment-group-rolls-back",
    weaken: set(group, setting({ autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE"] } })),
  },
  {
    control: "alarms",
    rule: "codedeploy-deployment-group-watches-alarms",
    weaken: set(group, without("alarmConfiguration")),
  },
  {
    control: "alarms that can be read",
    rule: "codedeploy-deployment-group-watches-alarms",
    weaken: set(group, (inputs) => void Object.assign(inputs["alarmConfiguration"]!, { ignorePollAlarmFailure: true })),
  },
  {
    control: "fixed tags",
    rule: "ecr-repository-is-immutable",
    weaken: set(repository, without("imageTagMutability")),
  },
  {
    control: "scan",
    rule: "ecr-repository-scans-on-push",
    weaken: set(repository, setting({ imageScanningConfiguration: { scanOnPush: false } })),
  },
  {
    control: "key of a repository",
    rule: "ecr-repository-uses-customer-key",
    weaken: set(repository, without("encryptionConfigurations")),
  },
  {
    control: "who pushes",
    rule: "ecr-repository-reserves-push",
    weaken: inStatement(["aws:ecr/repositoryPolicy:RepositoryPolicy", "policy"], denies("ecr:PutImage"), removed),
  },
];
