/** Controls of delivery. */
import {
  denies,
  deploys,
  environmentOf,
  group,
  inStatement,
  type Mutation,
  pipeline,
  project,
  removed,
  repository,
  set,
  setting,
  without,
} from "./weaken";

export const delivery: Mutation[] = [
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
    weaken: set(pipeline, (inputs) => {
      for (const stage of [...(inputs["stages"] ?? [])]) {
        Object.assign(stage, { actions: [...stage["actions"]!].filter((action) => action["category"] !== "Approval") });
      }
    }),
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
