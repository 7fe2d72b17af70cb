import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../catalog/types";
import { type Finding, refuse } from "../problems";

export interface BuildProjectArgs {
  /** Physical name; the pipeline's build action names it. */
  projectName: string;
  logGroupName: string;
  /** ARN of the role that builds run with. */
  roleArn: string;
  /** Buildspec, image, compute and time limit. */
  build: Service["build"];
  /** Key that encrypts what a build hands on. */
  encryptionKeyArn: pulumi.Input<string>;
  /** Days for which build logs are kept; one of CloudWatch's periods. Default 90. */
  logRetentionDays?: number;
  region: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionPeriods = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/**
 * CodeBuild itself allows 36 hours, but a pipeline's build action ends after 8
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html).
 */
const timeoutMinutes = { least: 5, most: 480 } as const;

/**
 * CodeBuild project that builds and tests a service for its pipeline: no privileged mode, no variables, one key.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class BuildProject extends pulumi.ComponentResource {
  readonly projectName: pulumi.Output<string>;
  readonly projectArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: BuildProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:BuildProject", name, {}, opts);
    refuse("BuildProject", name, findings(args));
    const { build, region } = args;
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: args.logGroupName, retentionInDays: args.logRetentionDays ?? 90, region },
      { parent: this },
    );
    const project = new aws.codebuild.Project(
      `${name}-project`,
      {
        name: args.projectName,
        description: "Builds and tests for its pipeline",
        serviceRole: args.roleArn,
        buildTimeout: build.timeoutMinutes,
        encryptionKey: args.encryptionKeyArn,
        source: { type: "CODEPIPELINE", buildspec: build.buildspec },
        artifacts: { type: "CODEPIPELINE" },
        environment: {
          type: containerType(build.image),
          image: build.image,
          computeType: build.compute,
          privilegedMode: false,
        },
        logsConfig: { cloudwatchLogs: { groupName: logs.name, status: "ENABLED" } },
        region,
      },
      { parent: this },
    );
    this.projectName = project.name;
    this.projectArn = project.arn;
    this.logGroupName = logs.name;
    this.registerOutputs({ projectName: project.name, projectArn: project.arn, logGroupName: logs.name });
  }
}

/** CodeBuild's word for the machine that an image needs. */
export function containerType(image: string): "LINUX_CONTAINER" | "ARM_CONTAINER" {
  return /aarch64|arm64/.test(image) ? "ARM_CONTAINER" : "LINUX_CONTAINER";
}

function findings({ build, logRetentionDays, projectName }: BuildProjectArgs): Finding[] {
  const found: Finding[] = [];
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{1,149}$/.test(projectName)) {
    const reason = "must be 2 to 150 of A-Z, a-z, 0-9, - and _, beginning with a letter or digit";
    found.push({ property: "projectName", value: projectName, reason });
  }
  const { least, most } = timeoutMinutes;
  if (!Number.isInteger(build.timeoutMinutes) || build.timeoutMinutes < least || build.timeoutMinutes > most) {
    const reason = `must be a whole number of minutes from ${least} to ${most}`;
    found.push({ property: "build.timeoutMinutes", value: build.timeoutMinutes, reason });
  }
  if (build.buildspec === "" || build.buildspec.startsWith("/") || build.buildspec.split("/").includes("..")) {
    const reason = "must be a path inside the repository, such as buildspec.yml";
    found.push({ property: "build.buildspec", value: build.buildspec, reason });
  }
  if (!/^BUILD_[A-Z0-9_]+$/.test(build.compute)) {
    const reason = "must be a CodeBuild compute type, such as BUILD_GENERAL1_SMALL";
    found.push({ property: "build.compute", value: build.compute, reason });
  }
  if (build.image === "") {
    found.push({ property: "build.image", value: build.image, reason: "must name a CodeBuild image" });
  }
  if (logRetentionDays !== undefined && !retentionPeriods.includes(logRetentionDays)) {
    const reason = `must be one of ${retentionPeriods.join(", ")}`;
    found.push({ property: "logRetentionDays", value: logRetentionDays, reason });
  }
  return found;
}
