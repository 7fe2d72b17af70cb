import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../problems";
import type { BucketFolder, BuildProjectArgs } from "./build-project-args";
import { environmentVariables } from "./build-project-env";
import { containerType, isRepositoryImage, reportGroupName } from "./build-project-facts";
import { projectFindings } from "./build-project-findings";

/**
 * CodeBuild project with its log group and its report groups.
 *
 * The same buildspec runs on a laptop with Docker: AWS's `codebuild_build.sh` takes image, source folder, folder for
 * artifacts and a file of variables (https://docs.aws.amazon.com/codebuild/latest/userguide/use-codebuild-agent.html).
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class BuildProject extends pulumi.ComponentResource {
  readonly projectName: pulumi.Output<string>;
  readonly projectArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  /** ARNs by the reports' names. */
  readonly reportGroupArns: pulumi.Output<Record<string, string>>;
  /** Address of the badge; empty without one. */
  readonly badgeUrl: pulumi.Output<string>;

  constructor(name: string, args: BuildProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:BuildProject", name, {}, opts);
    refuse("BuildProject", name, projectFindings(args));
    const { region } = args;
    const child = { parent: this };
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: args.logGroupName, retentionInDays: args.logRetentionDays ?? 90, region },
      child,
    );
    const groups = (args.reports ?? []).map((report) => {
      const group = new aws.codebuild.ReportGroup(
        `${name}-report-${report.name}`,
        {
          name: reportGroupName(args.projectName, report.name),
          type: report.type,
          // Reports expire after 30 days (https://docs.aws.amazon.com/codebuild/latest/userguide/report-groups-sharing.html);
          // files that matter longer belong among the build's artifacts.
          exportConfig: { type: "NO_EXPORT" },
          deleteReports: true,
          region,
        },
        child,
      );
      return [report.name, group.arn] as const;
    });
    const project = new aws.codebuild.Project(
      `${name}-project`,
      {
        name: args.projectName,
        description: args.source ? "Builds and tests a repository" : "Builds and tests for its pipeline",
        serviceRole: args.roleArn,
        buildTimeout: args.timeoutMinutes,
        queuedTimeout: args.queuedTimeoutMinutes ?? 480,
        encryptionKey: args.encryptionKeyArn,
        source: sourceOf(args),
        artifacts: { type: args.source ? "NO_ARTIFACTS" : "CODEPIPELINE" },
        environment: environmentOf(args),
        logsConfig: {
          cloudwatchLogs: { groupName: logs.name, status: "ENABLED" },
          ...(args.s3Logs ? { s3Logs: { status: "ENABLED", location: locationOf(args.s3Logs) } } : {}),
        },
        ...cacheOf(args),
        ...(args.badge ? { badgeEnabled: true } : {}),
        ...(args.concurrentBuildLimit ? { concurrentBuildLimit: args.concurrentBuildLimit } : {}),
        ...vpcOf(args),
        ...batchOf(args),
        region,
      },
      child,
    );
    this.projectName = project.name;
    this.projectArn = project.arn;
    this.logGroupName = logs.name;
    this.reportGroupArns = pulumi.output(Object.fromEntries(groups));
    this.badgeUrl = args.badge ? project.badgeUrl : pulumi.output("");
    this.registerOutputs({
      projectName: this.projectName,
      projectArn: this.projectArn,
      logGroupName: this.logGroupName,
      reportGroupArns: this.reportGroupArns,
      badgeUrl: this.badgeUrl,
    });
  }
}

function sourceOf({ source, buildspec }: BuildProjectArgs): aws.types.input.codebuild.ProjectSource {
  return source ? { ...source, buildspec } : { type: "CODEPIPELINE", buildspec };
}

function environmentOf({
  image,
  compute,
  privileged,
  env,
}: BuildProjectArgs): aws.types.input.codebuild.ProjectEnvironment {
  const variables = environmentVariables(env ?? {});
  return {
    type: containerType(image),
    image,
    computeType: compute,
    privilegedMode: privileged ?? false,
    // The role fetches what lies in ECR: https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html
    ...(isRepositoryImage(image) ? { imagePullCredentialsType: "SERVICE_ROLE" } : {}),
    ...(variables.length > 0 ? { environmentVariables: variables } : {}),
  };
}

/** The source cache keeps Git's data, and a pipeline hands over none. */
function cacheOf({ cache, privileged, source }: BuildProjectArgs): Pick<aws.codebuild.ProjectArgs, "cache"> {
  if (cache === undefined || cache === "none") return {};
  if (cache !== "local") return { cache: { type: "S3", location: locationOf(cache.s3) } };
  const modes = [
    "LOCAL_CUSTOM_CACHE",
    ...(privileged ? ["LOCAL_DOCKER_LAYER_CACHE"] : []),
    ...(source ? ["LOCAL_SOURCE_CACHE"] : []),
  ];
  return { cache: { type: "LOCAL", modes } };
}

function vpcOf({ vpc }: BuildProjectArgs): Pick<aws.codebuild.ProjectArgs, "vpcConfig"> {
  if (!vpc) return {};
  const { vpcId, subnetIds, securityGroupIds } = vpc;
  return { vpcConfig: { vpcId, subnets: subnetIds, securityGroupIds } };
}

function batchOf({ batch, compute }: BuildProjectArgs): Pick<aws.codebuild.ProjectArgs, "buildBatchConfig"> {
  if (!batch) return {};
  return {
    buildBatchConfig: {
      serviceRole: batch.roleArn,
      // The next stage takes one artifact.
      combineArtifacts: true,
      timeoutInMins: batch.timeoutMinutes,
      restrictions: {
        maximumBuildsAllowed: batch.maximumBuilds,
        computeTypesAlloweds: batch.computeTypes ?? [compute],
      },
    },
  };
}

function locationOf({ bucketName, prefix }: BucketFolder): pulumi.Output<string> {
  return pulumi.interpolate`${bucketName}/${prefix}`;
}
