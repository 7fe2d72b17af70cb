import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BuildVariable, TestReport } from "../../catalog/types";
import { refuse } from "../problems";
import { environmentVariables } from "./build-project-env";
import { containerType, isRepositoryImage, reportGroupName } from "./build-project-facts";
import { projectFindings } from "./build-project-findings";

/** A folder of a bucket that the build's role may write; the service's own artifact bucket. */
export interface BucketFolder {
  bucketName: pulumi.Input<string>;
  /** Without slashes at its ends: `cache/orders`. */
  prefix: string;
}

/** A public repository, for a build that no pipeline starts. A private one comes through a pipeline. */
export interface RepositorySource {
  type: "BITBUCKET" | "GITHUB" | "GITLAB";
  /** Its https address. */
  location: string;
}

export interface BuildNetwork {
  vpcId: pulumi.Input<string>;
  /** 1 to 16 private subnets whose way out is NAT or endpoints: a build has no public address of its own. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** 1 to 5. */
  securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
}

export interface BatchSettings {
  /** ARN of a role that starts and stops this project's builds, and is not the builds' own: `BuildRole.batchRoleArn`. */
  roleArn: pulumi.Input<string>;
  /** Builds of one batch, at least 1; a batch that wants more fails. */
  maximumBuilds: number;
  /** Minutes until the whole batch is stopped, 5 to 480. */
  timeoutMinutes: number;
  /** Compute types that a batch may ask for. Default: the project's. */
  computeTypes?: string[];
}

export interface BuildProjectArgs {
  /** Physical name; the pipeline's build action names it. */
  projectName: string;
  region: string;
  /** ARN of the role that builds run with. */
  roleArn: pulumi.Input<string>;
  /** Key that encrypts what a build hands on, its cache and its logs in S3. */
  encryptionKeyArn: pulumi.Input<string>;
  /** Where the source comes from. Default: the pipeline hands it over, and takes the artifact. */
  source?: RepositorySource;
  /** Path inside the repository, or the text of a buildspec. */
  buildspec: string;
  /** An image of CodeBuild's, or of ECR with a tag or digest; an ARM image's name says `arm64` or `aarch64`. */
  image: string;
  /** `BUILD_GENERAL1_SMALL` to `BUILD_GENERAL1_2XLARGE`. */
  compute: string;
  /**
   * Whether builds run as root of their machine, which the Docker daemon needs. The caller computes it from what
   * the build does; a build that needs no Docker must not have it. Default false.
   */
  privileged?: boolean;
  /** Minutes until a build is stopped, 5 to 480. */
  timeoutMinutes: number;
  /** Minutes until a build that waits for a machine is given up, 5 to 480. Default 480. */
  queuedTimeoutMinutes?: number;
  /**
   * Builds at once. A further one fails instead of waiting. Default: the account's limit, at which builds wait
   * (https://docs.aws.amazon.com/codebuild/latest/userguide/builds-working.html).
   */
  concurrentBuildLimit?: number;
  logGroupName: string;
  /** Days for which build logs are kept in CloudWatch; one of its periods. Default 90. */
  logRetentionDays?: number;
  /** Second copy of the logs. Default: none. */
  s3Logs?: BucketFolder;
  /**
   * What a build keeps for the next one. `local`: on the machine, for as long as CodeBuild keeps that, with Docker's
   * layers in a privileged build; impossible in a VPC. Default `none`.
   */
  cache?: "none" | "local" | { s3: BucketFolder };
  /** Public picture of the last build's state; impossible for a build of a pipeline. Default false. */
  badge?: boolean;
  /** Variables by name. The build reads parameters and secrets itself when it starts. */
  env?: Record<string, BuildVariable>;
  /** Network in which builds run. Default: CodeBuild's own, with a way to the internet. */
  vpc?: BuildNetwork;
  /** Reports of the buildspec's `reports` section, at most 5; each gets a group. */
  reports?: Pick<TestReport, "name" | "type" | "format">[];
  /** Whether the buildspec's `batch` section starts several builds. Default: it may not. */
  batch?: BatchSettings;
}

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
