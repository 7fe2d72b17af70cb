/** Bucket policies of state, and what the replication role may do. */
import { type PolicyDocument, policy, type Statement } from "../../catalog/iam/document";
import { viaService } from "../../catalog/iam/services";

export interface StateBucketAccess {
  partition: string;
  accountId: string;
  region: string;
  bucket: string;
  /** ARNs of the roles that may read, and of those that may also write; nobody else may, whatever their rights. */
  readers: string[];
  writers: string[];
  /** ARNs of the roles that may remove versions of objects. */
  administrators: string[];
}

/**
 * Only denials: who may do what is said by the roles' own policies in the same account. A write without
 * encryption headers is right, because the bucket then encrypts with the store's key. Conditional writes are
 * not demanded: `CopyObject`, which Pulumi makes its backups with, would be refused.
 */
export function stateBucketPolicy(access: StateBucketAccess): PolicyDocument {
  const bucket = `arn:${access.partition}:s3:::${access.bucket}`;
  const objects = `${bucket}/*`;
  const keys = `arn:${access.partition}:kms:${access.region}:${access.accountId}:key/*`;
  const algorithm = "s3:x-amz-server-side-encryption";
  const key = "s3:x-amz-server-side-encryption-aws-kms-key-id";
  return policy(
    deny("TlsOnly", "s3:*", [bucket, objects], { Bool: { "aws:SecureTransport": "false" } }),
    deny("KmsOnly", "s3:PutObject", objects, {
      StringNotEquals: { [algorithm]: "aws:kms" },
      Null: { [algorithm]: "false" },
    }),
    // Without a key's id S3 would take the key `aws/s3`; a key by id is one of this account, and of those the
    // writers may use the store's only.
    deny("NamedKey", "s3:PutObject", objects, { StringEquals: { [algorithm]: "aws:kms" }, Null: { [key]: "true" } }),
    deny("OwnKeys", "s3:PutObject", objects, { ArnNotLike: { [key]: keys }, Null: { [key]: "false" } }),
    deny("NoCustomerKeys", "s3:PutObject", objects, {
      Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" },
    }),
    deny("Readers", ["s3:GetObject", "s3:GetObjectVersion"], objects, notOneOf(access.readers, access.writers)),
    deny("Writers", ["s3:DeleteObject", "s3:PutObject"], objects, notOneOf(access.writers)),
    deny("KeepVersions", "s3:DeleteObjectVersion", objects, notOneOf(access.administrators)),
  );
}

/** Bucket policy of the second copy: only replication writes it. */
export function replicaBucketPolicy(access: StateBucketAccess, replicationRole: string): PolicyDocument {
  const bucket = `arn:${access.partition}:s3:::${access.bucket}`;
  const objects = `${bucket}/*`;
  return policy(
    deny("TlsOnly", "s3:*", [bucket, objects], { Bool: { "aws:SecureTransport": "false" } }),
    deny("Readers", ["s3:GetObject", "s3:GetObjectVersion"], objects, notOneOf(access.readers, access.writers)),
    deny(
      "OnlyReplication",
      ["s3:DeleteObject", "s3:PutObject", "s3:ReplicateDelete", "s3:ReplicateObject"],
      objects,
      notOneOf([replicationRole], access.administrators),
    ),
    deny("KeepVersions", "s3:DeleteObjectVersion", objects, notOneOf(access.administrators)),
  );
}

export interface Replication {
  partition: string;
  accountId: string;
  source: { bucket: string; region: string };
  replica: { bucket: string; region: string };
  /** Alias of the store's key, the same in both regions. */
  keyAlias: string;
}

/**
 * Rights of the replication role. The keys are limited by the objects' ARNs as encryption context, which S3
 * sends only while bucket keys are off on both buckets; with bucket keys on it sends the bucket's ARN and every
 * copy fails (aws-ia/terraform-aws-control_tower_account_factory#639).
 */
export function replicationPolicy(replication: Replication): PolicyDocument {
  const { partition, source, replica } = replication;
  const sourceArn = `arn:${partition}:s3:::${source.bucket}`;
  const replicaArn = `arn:${partition}:s3:::${replica.bucket}`;
  const key = (sid: string, actions: string | string[], region: string, objects: string): Statement => ({
    Sid: sid,
    Effect: "Allow",
    Action: actions,
    Resource: `arn:${partition}:kms:${region}:${replication.accountId}:key/*`,
    Condition: {
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": replication.keyAlias },
      StringEquals: { "kms:ViaService": viaService("s3", partition, region) },
      StringLike: { "kms:EncryptionContext:aws:s3:arn": objects },
    },
  });
  return policy(
    {
      Sid: "ReadConfiguration",
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: sourceArn,
    },
    {
      Sid: "ReadVersions",
      Effect: "Allow",
      Action: ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"],
      Resource: `${sourceArn}/*`,
    },
    {
      Sid: "Replicate",
      Effect: "Allow",
      Action: ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
      Resource: `${replicaArn}/*`,
    },
    key("DecryptSource", "kms:Decrypt", source.region, `${sourceArn}/*`),
    key("EncryptReplica", ["kms:Encrypt", "kms:GenerateDataKey"], replica.region, `${replicaArn}/*`),
  );
}

function deny(
  sid: string,
  actions: string | string[],
  resources: string | string[],
  condition: NonNullable<Statement["Condition"]>,
): Statement {
  return {
    Sid: sid,
    Effect: "Deny",
    Principal: "*",
    Action: actions,
    Resource: resources,
    Condition: condition,
  };
}

function notOneOf(...roles: string[][]): NonNullable<Statement["Condition"]> {
  return { ArnNotEquals: { "aws:PrincipalArn": [...new Set(roles.flat())].sort() } };
}
