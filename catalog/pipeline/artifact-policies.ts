/** Who may use an artifact store: policies of its bucket and key, from computed names only. */
import { exactRoles, type PolicyDocument, policy, type Statement } from "../iam/document";
import { keyGuards } from "../iam/keys";
import { viaService } from "../iam/services";
import type { StoreModel } from "./model";

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
  const writers = exactRoles({ ...place, roleArns: store.writers });
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
    {
      Sid: "ToolchainObjects",
      Effect: "Allow",
      ...writers,
      Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
      Resource: objects,
    },
    {
      Sid: "ToolchainBucket",
      Effect: "Allow",
      ...writers,
      // What CodePipeline and CodeBuild ask of a bucket before they use it.
      Action: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
      Resource: bucket,
    },
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

/**
 * Key policy. `owner` is the role that applies the pipeline's stack: other accounts' roles are granted by the
 * key's alias (`kms:ResourceAliases`), so nobody else may change which key bears it.
 */
export function artifactKeyPolicy(store: StoreModel, place: StorePlace, owner: string): PolicyDocument {
  return policy(
    ...keyGuards(place, owner),
    {
      Sid: "ToolchainUse",
      Effect: "Allow",
      ...exactRoles({ ...place, roleArns: store.writers }),
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: "*",
    },
    ...store.readers.flatMap((reader): Statement[] => {
      const of = { partition: reader.partition, accountId: reader.accountId, ...organization(place) };
      const deploy: Statement = {
        Sid: `Deploy${reader.accountId}`,
        Effect: "Allow",
        ...exactRoles({ ...of, roleArns: reader.deployRoles }),
        Action: ["kms:Decrypt", "kms:DescribeKey"],
        Resource: "*",
      };
      const instances = exactRoles({ ...of, roleArns: reader.instanceRoles });
      const install: Statement = {
        Sid: `Install${reader.accountId}`,
        Effect: "Allow",
        ...instances,
        Action: "kms:Decrypt",
        Resource: "*",
        // The agent only ever fetches objects; CodePipeline, which acts as the deploy role, may call KMS itself.
        Condition: {
          ...instances.Condition,
          StringEquals: {
            ...instances.Condition["StringEquals"],
            "kms:ViaService": viaService("s3", place.partition, store.region),
          },
        },
      };
      return reader.instanceRoles.length > 0 ? [deploy, install] : [deploy];
    }),
  );
}

function organization(place: StorePlace): { organizationId?: string } {
  return place.organizationId ? { organizationId: place.organizationId } : {};
}
