/** Who may use an artifact store: policies of its bucket and key, from computed names only. */
import { exactRoles, type PolicyDocument, policy, type Statement } from "../iam/document";
import { keyGuards } from "../iam/keys";
import { viaService } from "../iam/services";
import type { StoreModel } from "./model";
import { zipCopies } from "./zip-copies";

const encryption = "s3:x-amz-server-side-encryption";

export interface StorePlace {
  /** Account of bucket and key. */
  accountId: string;
  partition: string;
  /** AWS Organizations id, when the organisation is known. */
  organizationId?: string;
}

/** Writers read and write; readers of each account only read; nobody speaks to it in clear text. */
export function artifactBucketPolicy(store: StoreModel, place: StorePlace): PolicyDocument {
  const bucket = `arn:${place.partition}:s3:::${store.bucket}`;
  const objects = `${bucket}/*`;
  return policy(
    {
      Sid: "DenyClearText",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucket, objects],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Sid: "DenyOtherEncryption",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: objects,
      // A request that names no encryption gets the bucket's default, which is the key; without the second
      // condition it would be denied, because a negated comparison is true of an absent value.
      Condition: { StringNotEquals: { [encryption]: "aws:kms" }, Null: { [encryption]: "false" } },
    },
    ...writing(store, place, bucket),
    ...copying(store, place, bucket),
    ...store.readers.map(
      (reader): Statement => ({
        Sid: `Read${reader.accountId}`,
        Effect: "Allow",
        ...exactRoles({
          partition: reader.partition,
          accountId: reader.accountId,
          roleArns: [...reader.deployRoles, ...reader.instanceRoles],
          ...organization(place),
        }),
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
        Resource: objects,
      }),
    ),
  );
}

function writing({ writers }: StoreModel, place: StorePlace, bucket: string): Statement[] {
  if (writers.length === 0) return [];
  const roles = exactRoles({ ...place, roleArns: writers });
  return [
    {
      Sid: "ToolchainObjects",
      Effect: "Allow",
      ...roles,
      Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
      Resource: `${bucket}/*`,
    },
    {
      Sid: "ToolchainBucket",
      Effect: "Allow",
      ...roles,
      // What CodePipeline and CodeBuild ask of a bucket before they use it.
      Action: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
      Resource: bucket,
    },
  ];
}

function copying({ copier }: StoreModel, place: StorePlace, bucket: string): Statement[] {
  if (!copier) return [];
  const reads = copier.access === "reads";
  return [
    {
      Sid: "ZipCopies",
      Effect: "Allow",
      ...exactRoles({ ...place, roleArns: [copier.roleArn] }),
      Action: reads ? ["s3:GetObject", "s3:GetObjectVersion"] : "s3:PutObject",
      Resource: reads ? `${bucket}/*` : `${bucket}/${zipCopies}/*`,
    },
  ];
}

/**
 * Key policy. `owner` is the role that applies the pipeline's stack: other accounts' roles are granted by the
 * key's alias (`kms:ResourceAliases`), so nobody else may change which key bears it.
 */
export function artifactKeyPolicy(store: StoreModel, place: StorePlace, owner: string): PolicyDocument {
  return policy(
    ...keyGuards(place, owner),
    ...(store.writers.length > 0
      ? [
          {
            Sid: "ToolchainUse",
            Effect: "Allow" as const,
            ...exactRoles({ ...place, roleArns: store.writers }),
            Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
            Resource: "*",
          },
        ]
      : []),
    ...copyingKey(store, place),
    ...store.readers.flatMap((reader): Statement[] => {
      const of = { partition: reader.partition, accountId: reader.accountId, ...organization(place) };
      const deploy: Statement = {
        Sid: `Deploy${reader.accountId}`,
        Effect: "Allow",
        ...exactRoles({ ...of, roleArns: reader.deployRoles }),
        Action: ["kms:Decrypt", "kms:DescribeKey"],
        Resource: "*",
      };
      const install: Statement = {
        Sid: `Install${reader.accountId}`,
        Effect: "Allow",
        // The agent only ever fetches objects; CodePipeline, which acts as the deploy role, may call KMS itself.
        ...throughS3(store, place, exactRoles({ ...of, roleArns: reader.instanceRoles })),
        Action: "kms:Decrypt",
        Resource: "*",
      };
      return reader.instanceRoles.length > 0 ? [deploy, install] : [deploy];
    }),
  );
}

/** S3 asks a writer for Decrypt as well where it writes in parts: https://repost.aws/knowledge-center/s3-large-file-encryption-kms-key */
function copyingKey(store: StoreModel, place: StorePlace): Statement[] {
  const { copier } = store;
  if (!copier) return [];
  return [
    {
      Sid: "ZipCopies",
      Effect: "Allow",
      ...throughS3(store, place, exactRoles({ ...place, roleArns: [copier.roleArn] })),
      Action: copier.access === "reads" ? "kms:Decrypt" : ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
    },
  ];
}

/** The roles, where S3 uses the key for them. */
function throughS3({ region }: StoreModel, { partition }: StorePlace, roles: ReturnType<typeof exactRoles>) {
  const via = { "kms:ViaService": viaService("s3", partition, region) };
  return { ...roles, Condition: { ...roles.Condition, StringEquals: { ...roles.Condition["StringEquals"], ...via } } };
}

function organization(place: StorePlace): { organizationId?: string } {
  return place.organizationId ? { organizationId: place.organizationId } : {};
}
