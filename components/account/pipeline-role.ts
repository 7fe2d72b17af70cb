/** The role that pipelines run with, in the toolchain account. */
import { type PolicyDocument, policy, type Statement, trustService } from "../../catalog/iam/document";
import { type AccountPlace, artifactBuckets, artifactKeys, regional } from "./place";
import { each } from "./rights";

export function pipelineTrust({ partition, accountId }: AccountPlace): PolicyDocument {
  return policy(trustService("CodePipeline", "codepipeline", partition, accountId));
}

/** `targets`: ids of the accounts whose deploy role a pipeline may act with. */
export function pipelinePolicy(place: AccountPlace, targets: string[]): PolicyDocument {
  const { names, partition } = place;
  return policy(
    {
      Sid: "Deploy",
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: [...targets].sort().map((accountId) => names.platformRoleArn(partition, accountId, "deploy")),
    },
    {
      Sid: "UseConnections",
      Effect: "Allow",
      Action: "codeconnections:UseConnection",
      Resource: regional(place, "codeconnections", "connection/*"),
    },
    {
      Sid: "Build",
      Effect: "Allow",
      Action: each("codebuild:", "BatchGetBuilds", "StartBuild"),
      Resource: regional(place, "codebuild", `project/${names.prefix}-*`),
    },
    { Sid: "Announce", Effect: "Allow", Action: "sns:Publish", Resource: regional(place, "sns", names.approvalTopic) },
    ...artifactUse(place),
  );
}

/** Handing artifacts on, as both pipelines and builds do. */
export function artifactUse(place: AccountPlace): Statement[] {
  const buckets = artifactBuckets(place);
  return [
    {
      Sid: "FindStores",
      Effect: "Allow",
      Action: each("s3:GetBucket", "Acl", "Location", "Versioning"),
      Resource: buckets,
    },
    {
      Sid: "Artifacts",
      Effect: "Allow",
      Action: each("s3:", "GetObject", "GetObjectVersion", "PutObject"),
      Resource: `${buckets}/*`,
    },
    {
      Sid: "ArtifactKeys",
      Effect: "Allow",
      Action: each("kms:", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey"),
      ...artifactKeys(place),
    },
  ];
}
