/** What toolchain and pipeline stacks need in the toolchain account. */
import type { AccountPlace } from "./place";
import { artifactBuckets, regional } from "./place";
import { each, type Rights } from "./rights";

/** codepipeline Pipeline, codebuild Project, codeconnections Connection, sns Topic and TopicPolicy. */
export function pipelineRights(place: AccountPlace): Rights[] {
  const own = `${place.names.prefix}-*`;
  return [
    {
      sid: "Pipelines",
      read: each("codepipeline:", "GetPipeline", "ListTagsForResource"),
      write: each(
        "codepipeline:",
        "CreatePipeline",
        "DeletePipeline",
        "TagResource",
        "UntagResource",
        "UpdatePipeline",
      ),
      resources: regional(place, "codepipeline", own),
    },
    {
      sid: "Builds",
      read: ["codebuild:BatchGetProjects"],
      write: each("codebuild:", "CreateProject", "DeleteProject", "UpdateProject"),
      resources: regional(place, "codebuild", `project/${own}`),
    },
    {
      sid: "Connections",
      read: each("codeconnections:", "GetConnection", "ListTagsForResource"),
      write: each("codeconnections:", "DeleteConnection", "TagResource", "UntagResource"),
      // A connection's ARN holds a random id, so its name cannot be named here.
      resources: regional(place, "codeconnections", "connection/*"),
    },
    // Creating knows no single resources.
    { sid: "CreateConnections", read: [], write: ["codeconnections:CreateConnection"], resources: "*" },
    {
      sid: "PassConnections",
      read: [],
      write: ["codeconnections:PassConnection"],
      resources: regional(place, "codeconnections", "connection/*"),
      condition: { StringEquals: { "codeconnections:PassedToService": "codepipeline.amazonaws.com" } },
    },
    {
      sid: "Topics",
      read: each("sns:", "GetTopicAttributes", "ListTagsForResource"),
      write: each("sns:", "CreateTopic", "DeleteTopic", "SetTopicAttributes", "TagResource", "UntagResource"),
      resources: regional(place, "sns", own),
    },
  ];
}

/** s3 Bucket and its settings, kms Key and Alias, of artifact stores only. */
export function artifactRights(place: AccountPlace): Rights[] {
  const buckets = artifactBuckets(place);
  // Keys are told apart by the tag that every resource of a pipeline stack bears from its creation on.
  const ofPipelines = { StringLike: { "aws:ResourceTag/slipway:stack": "*.pipeline" } };
  return [
    {
      sid: "ArtifactBuckets",
      read: [
        ...each("s3:GetBucket", "Acl", "CORS", "Location", "Logging", "ObjectLockConfiguration", "OwnershipControls"),
        ...each("s3:GetBucket", "Policy", "PublicAccessBlock", "RequestPayment", "Tagging", "Versioning", "Website"),
        ...each("s3:Get", "AccelerateConfiguration", "EncryptionConfiguration", "LifecycleConfiguration"),
        ...each("s3:", "GetReplicationConfiguration", "ListBucket", "ListTagsForResource"),
      ],
      write: [
        ...each("s3:", "CreateBucket", "DeleteBucket", "DeleteBucketPolicy", "ListBucketVersions"),
        ...each("s3:PutBucket", "OwnershipControls", "Policy", "PublicAccessBlock", "Tagging", "Versioning"),
        ...each("s3:Put", "EncryptionConfiguration", "LifecycleConfiguration"),
        ...each("s3:", "TagResource", "UntagResource"),
      ],
      resources: buckets,
    },
    {
      // A store of services without a production stage is emptied when it is deleted.
      sid: "EmptyArtifacts",
      read: [],
      write: each("s3:", "DeleteObject", "DeleteObjectVersion"),
      resources: `${buckets}/*`,
    },
    {
      sid: "CreateKeys",
      read: [],
      write: ["kms:CreateKey"],
      resources: "*",
      condition: { StringLike: { "aws:RequestTag/slipway:stack": "*.pipeline" } },
    },
    {
      // Only a key that no alias names yet, so that no other key of the account can be claimed by tagging it.
      sid: "TagNewKeys",
      read: [],
      write: ["kms:TagResource"],
      resources: regional(place, "kms", "key/*"),
      condition: {
        StringLike: { "aws:RequestTag/slipway:stack": "*.pipeline" },
        Null: { "kms:ResourceAliases": "true" },
      },
    },
    {
      sid: "ArtifactKeys",
      read: each("kms:", "DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"),
      write: [
        ...each("kms:", "CreateAlias", "DeleteAlias", "UpdateAlias"),
        ...each("kms:", "EnableKeyRotation", "PutKeyPolicy", "ScheduleKeyDeletion", "TagResource"),
        ...each("kms:", "UntagResource", "UpdateKeyDescription"),
      ],
      resources: regional(place, "kms", "key/*"),
      condition: ofPipelines,
    },
    {
      sid: "ArtifactAliases",
      read: [],
      write: each("kms:", "CreateAlias", "DeleteAlias", "UpdateAlias"),
      resources: regional(place, "kms", place.names.artifactKeyAlias("*")),
    },
    { sid: "ListAliases", read: ["kms:ListAliases"], write: [], resources: "*" },
  ];
}
