/**
 * S3: buckets and their settings. The toolchain's are artifact stores, of trunks and of every account's branches; those
 * of other accounts hold the code and the results of canaries.
 */
import { each, on, provider, type Row, type Where } from "./row";

const stores: Where["names"] = {
  bucket: ({ names, accountId, toolchainId }) =>
    accountId === toolchainId
      ? names.artifactBucket("*", undefined, `*${toolchainId}`, "*")
      : names.canaryBucket("*", accountId, "*"),
};
const bucket: Where = { arn: "arn:{partition}:s3:::{bucket}", names: stores };
const objects: Where = { arn: "arn:{partition}:s3:::{bucket}/{id}", names: stores };
const object: Where = { arn: "arn:{partition}:s3:::{bucket}/{key}", names: stores };
const inArtifacts: Row["parts"] = { toolchain: "artifacts", target: "synthetics" };

/** A setting of a bucket: read and written, and taken away again in its own way. */
function settingRow(name: string, file: string, read: string, write: string, remove = write): Row {
  const type = name.charAt(0).toLowerCase() + name.slice(1);
  return {
    type: `aws:s3/${type}:${name}`,
    source: provider(`s3/${file}`),
    parts: inArtifacts,
    create: [on(bucket, write)],
    read: [on(bucket, read)],
    update: [on(bucket, write)],
    delete: [on(bucket, remove)],
  };
}

export const bucketRows: Row[] = [
  {
    type: "aws:s3/bucket:Bucket",
    source: provider("s3/bucket.go"),
    parts: inArtifacts,
    create: [on(bucket, "s3:CreateBucket", "s3:PutBucketTagging", "s3:TagResource")],
    // The provider reads every setting of a bucket, whoever sets it.
    read: [
      on(
        bucket,
        ...each("s3:GetBucket", "Acl", "CORS", "Location", "Logging", "ObjectLockConfiguration", "Policy"),
        ...each("s3:GetBucket", "RequestPayment", "Tagging", "Versioning", "Website"),
        ...each("s3:Get", "AccelerateConfiguration", "EncryptionConfiguration", "LifecycleConfiguration"),
        ...each("s3:", "GetReplicationConfiguration", "ListBucket", "ListTagsForResource"),
      ),
    ],
    update: [on(bucket, "s3:PutBucketTagging", "s3:TagResource", "s3:UntagResource")],
    delete: [
      on(bucket, "s3:DeleteBucket", "s3:ListBucketVersions"),
      // A store of services without a production stage is emptied when it is deleted.
      on(objects, "s3:DeleteObject", "s3:DeleteObjectVersion"),
    ],
  },
  {
    type: "aws:s3/bucketObjectv2:BucketObjectv2",
    source: provider("s3/object.go"),
    parts: { target: "synthetics" },
    create: [on(object, "s3:PutObject", "s3:PutObjectTagging")],
    read: [on(object, "s3:GetObject", "s3:GetObjectTagging")],
    update: [on(object, "s3:PutObject", "s3:PutObjectTagging")],
    delete: [on(object, "s3:DeleteObject", "s3:DeleteObjectVersion"), on(bucket, "s3:ListBucketVersions")],
  },
  settingRow(
    "BucketLifecycleConfiguration",
    "bucket_lifecycle_configuration.go",
    "s3:GetLifecycleConfiguration",
    "s3:PutLifecycleConfiguration",
  ),
  settingRow(
    "BucketOwnershipControls",
    "bucket_ownership_controls.go",
    "s3:GetBucketOwnershipControls",
    "s3:PutBucketOwnershipControls",
  ),
  settingRow("BucketPolicy", "bucket_policy.go", "s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"),
  settingRow(
    "BucketPublicAccessBlock",
    "bucket_public_access_block.go",
    "s3:GetBucketPublicAccessBlock",
    "s3:PutBucketPublicAccessBlock",
  ),
  settingRow(
    "BucketServerSideEncryptionConfiguration",
    "bucket_server_side_encryption_configuration.go",
    "s3:GetEncryptionConfiguration",
    "s3:PutEncryptionConfiguration",
  ),
  settingRow("BucketVersioning", "bucket_versioning.go", "s3:GetBucketVersioning", "s3:PutBucketVersioning"),
];
