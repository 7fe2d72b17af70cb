/** What it takes to leave artifacts in a store and to fetch them from it. */
import type { Statement } from "./document";

export interface ArtifactUse {
  /** ARN of the bucket; may hold wildcards. */
  bucketArn: string;
  /** ARN of the keys among which the store's is. */
  keyArn: string;
  /** `alias/...` of the store's key; may hold wildcards. */
  keyAlias: string;
  /** Folders of the bucket that are written, without slashes at their ends; may be none. Default: everywhere. */
  folders?: string[];
}

/**
 * For whatever acts in a pipeline
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html). KMS is called directly as well
 * as through S3, so the key is limited by its alias alone.
 */
export function artifactUse({ bucketArn, keyArn, keyAlias, folders }: ArtifactUse): Statement[] {
  const read = ["s3:GetObject", "s3:GetObjectVersion"];
  return [
    {
      Sid: "FindArtifacts",
      Effect: "Allow",
      Action: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
      Resource: bucketArn,
    },
    {
      Sid: "Artifacts",
      Effect: "Allow",
      Action: folders ? read : [...read, "s3:PutObject"],
      Resource: `${bucketArn}/*`,
    },
    ...(folders && folders.length > 0
      ? [
          {
            Sid: "WriteFolders",
            Effect: "Allow" as const,
            Action: "s3:PutObject",
            Resource: folders.map((folder) => `${bucketArn}/${folder}/*`),
          },
        ]
      : []),
    {
      Sid: "ArtifactKeys",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: keyArn,
      Condition: { "ForAnyValue:StringLike": { "kms:ResourceAliases": keyAlias } },
    },
  ];
}
