/** What a role needs to read or write the state of one account, and nothing of another account's. */
import type { Statement } from "../../catalog/iam/document";
import { viaService } from "../../catalog/iam/services";
import type { Access, Naming } from "../../catalog/naming";

/** The state of one account inside a store. */
export interface StateScope {
  partition: string;
  /** Account that the store is in. */
  accountId: string;
  /** Region of the store. */
  region: string;
  bucket: string;
  table: string;
  /** Alias of the account whose state it is: the first folder in the bucket. */
  account: string;
  names: Naming;
}

/**
 * Identity statements for one account's state.
 *
 * They cover exactly what Pulumi's self-managed backend calls (list, head, copy, put, delete), the lock item
 * (one read and conditional updates; items are never deleted), the stacks' secrets keys, and the store's key.
 * Everything is per account alias, so that a further environment of a known account changes no role.
 */
export function stateStatements(scope: StateScope, access: Access): Statement[] {
  return [...objectStatements(scope, access), lockStatement(scope, access), ...keyStatements(scope, access)];
}

function objectStatements({ partition, bucket, account }: StateScope, access: Access): Statement[] {
  const bucketArn = `arn:${partition}:s3:::${bucket}`;
  return [
    {
      Sid: "ListState",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn,
      Condition: { StringLike: { "s3:prefix": `${account}/*` } },
    },
    {
      Sid: access === "update" ? "WriteState" : "ReadState",
      Effect: "Allow",
      // A large checkpoint is uploaded in parts; giving up such an upload is an action of its own.
      Action:
        access === "update"
          ? ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
          : "s3:GetObject",
      Resource: `${bucketArn}/${account}/*`,
    },
  ];
}

function lockStatement(scope: StateScope, access: Access): Statement {
  return {
    Sid: access === "update" ? "HoldLock" : "ReadLock",
    Effect: "Allow",
    Action: access === "update" ? ["dynamodb:GetItem", "dynamodb:UpdateItem"] : "dynamodb:GetItem",
    Resource: `arn:${scope.partition}:dynamodb:${scope.region}:${scope.accountId}:table/${scope.table}`,
    Condition: {
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": `${scope.bucket}/${scope.account}/*` },
      // ForAllValues is true of an empty set, so the key must be there.
      Null: { "dynamodb:LeadingKeys": "false" },
    },
  };
}

function keyStatements(scope: StateScope, access: Access): Statement[] {
  const { partition, region, accountId, bucket, account, names } = scope;
  const keys = `arn:${partition}:kms:${region}:${accountId}:key/*`;
  const storeKey = { "kms:ResourceAliases": names.stateStoreKeyAlias };
  return [
    {
      Sid: "StackSecrets",
      Effect: "Allow",
      Action: access === "update" ? ["kms:Decrypt", "kms:Encrypt"] : "kms:Decrypt",
      Resource: keys,
      Condition: { "ForAnyValue:StringLike": { "kms:ResourceAliases": names.stateKeyAlias(account, "*") } },
    },
    {
      Sid: "StateObjects",
      Effect: "Allow",
      Action: access === "update" ? ["kms:Decrypt", "kms:GenerateDataKey"] : "kms:Decrypt",
      Resource: keys,
      Condition: {
        "ForAnyValue:StringEquals": storeKey,
        StringEquals: { "kms:ViaService": viaService("s3", partition, region) },
        // The object's ARN is the encryption context because the store keeps S3 bucket keys off.
        StringLike: { "kms:EncryptionContext:aws:s3:arn": `arn:${partition}:s3:::${bucket}/${account}/*` },
      },
    },
    {
      Sid: "LockTable",
      Effect: "Allow",
      Action: access === "update" ? ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"] : "kms:Decrypt",
      Resource: keys,
      Condition: {
        "ForAnyValue:StringEquals": storeKey,
        StringEquals: {
          "kms:ViaService": viaService("dynamodb", partition, region),
          "kms:EncryptionContext:aws:dynamodb:tableName": scope.table,
        },
      },
    },
  ];
}
