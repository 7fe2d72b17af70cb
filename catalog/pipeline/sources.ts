/** What differs between kinds of sources: the action, what starts the pipeline, and the rights of the source role. */
import type { Statement } from "../iam/document";
import type { Source } from "../service-types";
import type { EventTrigger, GitTrigger, PipelineAction } from "./model";
import type { PipelinePlace } from "./place";

/** The first source's artifact and namespace are `SourceOutput` and `SourceVariables`. */
export const outputOf = (source: Pick<Source, "name">) => `${source.name}Output`;
export const namespaceOf = (source: Pick<Source, "name">) => `${source.name}Variables`;

export function sourceAction(place: PipelinePlace, source: Source): PipelineAction {
  const { catalog, service, track, accountId, region, partition } = place;
  return {
    name: source.name,
    category: "Source",
    owner: "AWS",
    provider: providers[source.kind],
    version: "1",
    accountId,
    region,
    roleArn: catalog.names.trackRoleArn(partition, accountId, service.name, track.name, "source"),
    namespace: namespaceOf(source),
    runOrder: 1,
    inputs: [],
    outputs: [outputOf(source)],
    configuration: configuration(place, source),
  };
}

const providers = {
  connection: "CodeStarSourceConnection",
  codecommit: "CodeCommit",
  s3: "S3",
  ecr: "ECR",
} as const;

function configuration({ catalog }: PipelinePlace, source: Source): PipelineAction["configuration"] {
  switch (source.kind) {
    case "connection":
      return {
        ConnectionArn:
          catalog.toolchain.connections[source.connection]?.arn ??
          ({ parameter: catalog.names.parameter("connections", source.connection) } as const),
        FullRepositoryId: source.repository,
        BranchName: source.branch,
        // The pipeline's trigger starts it; with both, CodePipeline would keep only the trigger.
        DetectChanges: "false",
        OutputArtifactFormat: "CODE_ZIP",
      };
    case "codecommit":
      // A rule of EventBridge starts the pipeline; polling is bound to a small quota, and slower.
      return {
        RepositoryName: source.repository,
        BranchName: source.branch,
        PollForSourceChanges: "false",
        OutputArtifactFormat: "CODE_ZIP",
      };
    case "s3":
      return { S3Bucket: source.bucket, S3ObjectKey: source.key, PollForSourceChanges: "false" };
    case "ecr":
      return { RepositoryName: source.repository, ImageTag: source.tag };
  }
}

export function gitTrigger(source: Source): GitTrigger[] {
  if (source.kind !== "connection") return [];
  return [{ sourceAction: source.name, pushes: source.push, pullRequests: source.pullRequests }];
}

/**
 * Patterns from https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html and
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html.
 */
export function eventTrigger({ accountId, region, partition }: PipelinePlace, source: Source): EventTrigger[] {
  const trigger = (pattern: EventTrigger["pattern"]): EventTrigger[] => [
    { name: source.name, pattern: { account: [accountId], ...pattern } },
  ];
  switch (source.kind) {
    case "connection":
      return [];
    case "codecommit":
      return trigger({
        source: ["aws.codecommit"],
        "detail-type": ["CodeCommit Repository State Change"],
        resources: [`arn:${partition}:codecommit:${region}:${accountId}:${source.repository}`],
        detail: {
          event: ["referenceCreated", "referenceUpdated"],
          referenceType: ["branch"],
          referenceName: [source.branch],
        },
      });
    case "s3":
      return trigger({
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        resources: [`arn:${partition}:s3:::${source.bucket}`],
        detail: { bucket: { name: [source.bucket] }, object: { key: [source.key] } },
      });
    case "ecr":
      return trigger({
        source: ["aws.ecr"],
        "detail-type": ["ECR Image Action"],
        detail: {
          "action-type": ["PUSH"],
          result: ["SUCCESS"],
          "repository-name": [source.repository],
          "image-tag": [source.tag],
        },
      });
  }
}

/**
 * A run starts when the pipeline of another service has succeeded. Between two services in branch mode it is the
 * pipeline of the same account, so that what reaches a development account starts nothing that releases to production.
 */
export function chainTrigger({ catalog, track, accountId }: PipelinePlace, after: string): EventTrigger[] {
  const upstream = catalog.services.find(({ name }) => name === after);
  const all = upstream?.tracks ?? [{ name: undefined }];
  const tracks = all.filter(({ name }) => track.name === undefined || name === undefined || name === track.name);
  if (tracks.length === 0) return [];
  return [
    {
      name: `After-${after}`,
      pattern: {
        account: [accountId],
        source: ["aws.codepipeline"],
        "detail-type": ["CodePipeline Pipeline Execution State Change"],
        detail: { state: ["SUCCEEDED"], pipeline: tracks.map(({ name }) => catalog.names.pipeline(after, name)) },
      },
    },
  ];
}

/**
 * What a source action asks for beside putting its artifact, limited to exactly its repository, object or image
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam-permissions-console-logs.html).
 */
export function sourceStatements(place: PipelinePlace, source: Source): Statement[] {
  const { catalog, accountId, region, partition } = place;
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  switch (source.kind) {
    case "connection": {
      const given = catalog.toolchain.connections[source.connection]?.arn;
      const service = given?.split(":")[2] ?? "codeconnections";
      return [
        {
          Sid: `Use${source.name}`,
          Effect: "Allow",
          Action: `${service}:UseConnection`,
          // A connection's ARN holds a random id, so the repository is what limits this.
          Resource: given ?? arn("codeconnections", "connection/*"),
          Condition: { StringEquals: { [`${service}:FullRepositoryId`]: source.repository } },
        },
      ];
    }
    case "codecommit":
      return [
        {
          Sid: `Fetch${source.name}`,
          Effect: "Allow",
          Action: [
            "codecommit:CancelUploadArchive",
            "codecommit:GetBranch",
            "codecommit:GetCommit",
            "codecommit:GetUploadArchiveStatus",
            "codecommit:UploadArchive",
          ],
          Resource: arn("codecommit", source.repository),
        },
      ];
    case "s3": {
      const bucket = `arn:${partition}:s3:::${source.bucket}`;
      // Names of buckets are everybody's: without this, whoever takes the name of one that is gone would be released.
      const Condition = { StringEquals: { "aws:ResourceAccount": accountId } };
      return [
        {
          Sid: `Find${source.name}`,
          Effect: "Allow",
          Action: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
          Resource: bucket,
          Condition,
        },
        {
          Sid: `Fetch${source.name}`,
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"],
          Resource: `${bucket}/${source.key}`,
          Condition,
        },
      ];
    }
    case "ecr":
      return [
        {
          Sid: `Fetch${source.name}`,
          Effect: "Allow",
          Action: "ecr:DescribeImages",
          Resource: arn("ecr", `repository/${source.repository}`),
        },
      ];
  }
}

/** Page of a commit, so that an approver sees the change; undefined where there is none to point at. */
export function commitPage({ catalog, region, partition }: PipelinePlace, source: Source): string | undefined {
  const commit = `#{${namespaceOf(source)}.CommitId}`;
  if (source.kind === "codecommit" && partition === "aws") {
    return `https://${region}.console.aws.amazon.com/codesuite/codecommit/repositories/${source.repository}/commit/${commit}`;
  }
  if (source.kind !== "connection") return undefined;
  const { repository } = source;
  switch (catalog.toolchain.connections[source.connection]?.provider) {
    case "GitHub":
      return `https://github.com/${repository}/commit/${commit}`;
    case "GitLab":
      return `https://gitlab.com/${repository}/-/commit/${commit}`;
    case "Bitbucket":
      return `https://bitbucket.org/${repository}/commits/${commit}`;
    default:
      return undefined;
  }
}

/** What a source says of its revision: variables of its action. */
export function revisionOf(source: Source): { text: string; commit: string } {
  const variable = (name: string) => `#{${namespaceOf(source)}.${name}}`;
  switch (source.kind) {
    case "connection":
    case "codecommit":
      return { text: `${source.repository} at ${variable("CommitId")}`, commit: variable("CommitId") };
    case "s3":
      return { text: `${source.bucket}/${source.key} at ${variable("VersionId")}`, commit: variable("VersionId") };
    case "ecr":
      return { text: `${source.repository} at ${variable("ImageDigest")}`, commit: variable("ImageDigest") };
  }
}
