/** What a build project is made from. */
import type * as pulumi from "@pulumi/pulumi";
import type { BuildVariable, TestReport } from "../../catalog/service-types";

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
