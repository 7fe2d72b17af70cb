/** What toolchain and pipeline stacks need in the toolchain account. */
import { servicePrincipal } from "../../catalog/iam/services";
import type { AccountPlace } from "./place";
import { allArtifactStores, regional } from "./place";
import { each, type Rights } from "./rights";
import { passRights } from "./role-rights";

/**
 * codepipeline Pipeline, codeconnections Connection, sns Topic and TopicPolicy. The policy is an attribute of its
 * topic.
 */
export function pipelineRights(place: AccountPlace): Rights[] {
  const own = `${place.names.prefix}-*`;
  return [
    {
      sid: "Pipelines",
      read: each("codepipeline:", "GetPipeline", "GetPipelineState", "ListPipelineExecutions", "ListTagsForResource"),
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
      sid: "Connections",
      read: each("codeconnections:", "GetConnection", "ListTagsForResource"),
      write: each("codeconnections:", "DeleteConnection", "TagResource", "UntagResource"),
      // A connection's ARN holds a random id, so its name cannot be named here.
      resources: regional(place, "codeconnections", "connection/*"),
    },
    // Creating knows no single resources.
    { sid: "CreateConnections", read: [], write: ["codeconnections:CreateConnection"], resources: "*" },
    // A connection that was made before the service's new name is known by the old one.
    passConnections(place, "PassConnections", "codeconnections"),
    passConnections(place, "PassOldConnections", "codestar-connections"),
    {
      sid: "Topics",
      read: each("sns:", "GetTopicAttributes", "ListTagsForResource"),
      write: each("sns:", "CreateTopic", "DeleteTopic", "SetTopicAttributes", "TagResource", "UntagResource"),
      resources: regional(place, "sns", own),
    },
  ];
}

/** https://docs.aws.amazon.com/dtconsole/latest/userguide/security_iam_id-based-policy-examples-connections.html */
function passConnections(place: AccountPlace, sid: string, service: string): Rights {
  return {
    sid,
    read: [],
    write: [`${service}:PassConnection`],
    resources: regional(place, service, "connection/*"),
    condition: {
      StringEquals: { [`${service}:PassedToService`]: servicePrincipal("codepipeline", place.partition) },
    },
  };
}

/** Names of pipeline stacks: `orders.pipeline`, and `orders.pipeline-prod` in branch mode. */
const pipelineStacks = ["*.pipeline", "*.pipeline-*"];

/**
 * codecommit Repository, ApprovalRuleTemplate and its association; a template has no ARN
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodecommit.html).
 */
export function repositoryRights(place: AccountPlace): Rights[] {
  return [
    {
      sid: "Repositories",
      read: each(
        "codecommit:",
        "GetRepository",
        "ListTagsForResource",
        "ListAssociatedApprovalRuleTemplatesForRepository",
      ),
      write: [
        ...each("codecommit:", "CreateRepository", "TagResource", "UntagResource"),
        ...each("codecommit:", "UpdateDefaultBranch", "UpdateRepositoryDescription"),
        ...each("codecommit:", "AssociateApprovalRuleTemplateWithRepository"),
        ...each("codecommit:", "DisassociateApprovalRuleTemplateFromRepository"),
      ],
      resources: regional(place, "codecommit", "*"),
    },
    {
      // Names of repositories are the company's own, so only the tag tells those that a stack made.
      sid: "DeleteRepositories",
      read: [],
      write: ["codecommit:DeleteRepository"],
      resources: regional(place, "codecommit", "*"),
      condition: { StringLike: { "aws:ResourceTag/slipway:stack": pipelineStacks } },
    },
    {
      sid: "ApprovalRules",
      read: ["codecommit:GetApprovalRuleTemplate"],
      write: [
        ...each("codecommit:", "CreateApprovalRuleTemplate", "DeleteApprovalRuleTemplate"),
        ...each("codecommit:UpdateApprovalRuleTemplate", "Content", "Description", "Name"),
      ],
      resources: "*",
    },
  ];
}

/** cloudwatch EventRule and EventTarget that start pipelines; each may start pipelines only. */
export function starterRights(place: AccountPlace): Rights[] {
  const rules = regional(place, "events", `rule/${place.names.prefix}-*`);
  return [
    {
      sid: "StartRules",
      read: each("events:", "DescribeRule", "ListTagsForResource", "ListTargetsByRule"),
      write: each("events:", "DeleteRule", "PutRule", "RemoveTargets", "TagResource", "UntagResource"),
      resources: rules,
    },
    {
      sid: "StartTargets",
      read: [],
      write: ["events:PutTargets"],
      resources: rules,
      // The key has several values, and `ForAllValues` alone is true of none.
      condition: {
        "ForAllValues:ArnLike": { "events:TargetArn": regional(place, "codepipeline", `${place.names.prefix}-*`) },
        Null: { "events:TargetArn": "false" },
      },
    },
  ];
}

/** lambda Function and FunctionEventInvokeConfig of the gates, and handing it its role. */
export function gatesRights(place: AccountPlace): Rights[] {
  const { names, partition, accountId } = place;
  return [
    {
      sid: "GatesFunction",
      read: [
        ...each("lambda:GetFunction", "", "CodeSigningConfig", "Configuration", "EventInvokeConfig"),
        ...each("lambda:", "GetRuntimeManagementConfig", "ListTags", "ListVersionsByFunction"),
      ],
      write: [
        ...each("lambda:", "CreateFunction", "DeleteFunction", "TagResource", "UntagResource"),
        ...each("lambda:UpdateFunction", "Code", "Configuration", "EventInvokeConfig"),
        ...each("lambda:", "DeleteFunctionEventInvokeConfig", "PutFunctionEventInvokeConfig"),
      ],
      resources: regional(place, "lambda", `function:${names.gates}`),
    },
    passRights("PassGates", partition, names.platformRoleArn(partition, accountId, "gates"), "lambda"),
  ];
}

/** s3 Bucket and its settings, kms Key and Alias, of artifact stores only. */
export function artifactRights(place: AccountPlace): Rights[] {
  const { bucketArn: buckets } = allArtifactStores(place);
  // Keys are told apart by the tag that every resource of a pipeline stack bears from its creation on.
  const ofPipelines = { StringLike: { "aws:ResourceTag/slipway:stack": pipelineStacks } };
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
      condition: { StringLike: { "aws:RequestTag/slipway:stack": pipelineStacks } },
    },
    {
      // Only a key that no alias names yet, so that no other key of the account can be claimed by tagging it.
      sid: "TagNewKeys",
      read: [],
      write: ["kms:TagResource"],
      resources: regional(place, "kms", "key/*"),
      condition: {
        StringLike: { "aws:RequestTag/slipway:stack": pipelineStacks },
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
