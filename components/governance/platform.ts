/** What Slipway itself stands on: the roles that every trust names, and the store of its state. */
import type { Statement } from "../../catalog/iam/document";
import { platformPath } from "../../catalog/naming";
import { administratorRole, type GuardedPlatform, notAdministrator } from "./place";

/**
 * Trusts, keys and buckets name roles below `/slipway/` before they exist. Whoever could make or change one, or the
 * administrator role that may, would have all that it is trusted with. Only reading and using them stays free:
 * `iam:PassRole` is limited where it is granted, and `sts` is no action of IAM.
 */
export function keepPlatformRoles(platform: GuardedPlatform): Statement {
  const arn = (resource: string) => `arn:${platform.partition}:iam::*:${resource}`;
  return {
    Sid: "KeepPlatformRoles",
    Effect: "Deny",
    Action: [
      ...["iam:Attach*", "iam:Create*", "iam:Delete*", "iam:Detach*", "iam:Put*"],
      ...["iam:Set*", "iam:Tag*", "iam:Untag*", "iam:Update*"],
    ],
    Resource: [arn(`role${platformPath}*`), arn(`policy${platformPath}*`), administratorRole(platform)],
    Condition: notAdministrator(platform),
  };
}

/** Twelve characters, so that the artifacts of a service called `state` are not taken for the store. */
const anyAccount = "?".repeat(12);

/**
 * The state store keeps its versions, its copy, its table and its policies. Writing and deleting single objects stays
 * free: that is a run's work, and every version is kept.
 */
export function keepStateStore(platform: GuardedPlatform): Statement {
  const { names, partition } = platform;
  return {
    Sid: "KeepStateStore",
    Effect: "Deny",
    Action: [
      "dynamodb:DeleteResourcePolicy",
      "dynamodb:DeleteTable",
      "dynamodb:PutResourcePolicy",
      "dynamodb:UpdateContinuousBackups",
      "dynamodb:UpdateTable",
      "s3:DeleteBucket",
      "s3:DeleteBucketPolicy",
      "s3:DeleteObjectVersion",
      "s3:PutBucketOwnershipControls",
      "s3:PutBucketPolicy",
      "s3:PutBucketPublicAccessBlock",
      "s3:PutBucketVersioning",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
      "s3:PutReplicationConfiguration",
    ],
    Resource: [
      // The bucket, its copy, and the versions in them.
      ...[names.stateBucket(anyAccount), names.stateReplicaBucket(anyAccount)].flatMap((bucket) => [
        `arn:${partition}:s3:::${bucket}`,
        `arn:${partition}:s3:::${bucket}/*`,
      ]),
      `arn:${partition}:dynamodb:*:*:table/${names.lockTable}`,
    ],
    Condition: notAdministrator(platform),
  };
}

/** Keys of the store, of the stacks' secrets and of the break-glass role's alarm; users are granted by alias, so who moves one moves the rights. */
export function keepStateKeys(platform: GuardedPlatform): Statement[] {
  const { names, partition } = platform;
  const aliases = [names.stateKeyAlias("*", "*"), names.stateStoreKeyAlias, names.breakGlassKeyAlias];
  return [
    {
      Sid: "KeepStateKeys",
      Effect: "Deny",
      Action: [
        "kms:CreateGrant",
        "kms:DisableKey",
        "kms:DisableKeyRotation",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
      ],
      Resource: "*",
      Condition: { ...notAdministrator(platform), "ForAnyValue:StringLike": { "kms:ResourceAliases": aliases } },
    },
    {
      Sid: "KeepStateAliases",
      Effect: "Deny",
      Action: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
      Resource: aliases.map((alias) => `arn:${partition}:kms:*:*:${alias}`),
      Condition: notAdministrator(platform),
    },
  ];
}

/** What tells of the break-glass role, which people of the account itself could otherwise silence before they enter it. */
export function keepAlarm(platform: GuardedPlatform): Statement {
  const { names, partition } = platform;
  return {
    Sid: "KeepAlarm",
    Effect: "Deny",
    Action: [
      ...["events:DeleteRule", "events:DisableRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets"],
      ...["sns:AddPermission", "sns:DeleteTopic", "sns:RemovePermission", "sns:SetSubscriptionAttributes"],
      "sns:SetTopicAttributes",
    ],
    Resource: [
      `arn:${partition}:events:*:*:rule/${names.breakGlassAlarm}`,
      `arn:${partition}:sns:*:*:${names.breakGlassAlarm}*`,
    ],
    Condition: notAdministrator(platform),
  };
}
