/** Controls of stores. */
import {
  add,
  allows,
  both,
  bucket,
  bucketPolicy,
  called,
  conditioned,
  denies,
  drop,
  inStatement,
  type Json,
  key,
  keyPolicy,
  type Mutation,
  removed,
  repository,
  set,
  setting,
  table,
  unconditioned,
  without,
} from "./weaken";

export const stores: Mutation[] = [
  {
    control: "public access block of a bucket",
    rule: "s3-bucket-has-public-access-block",
    weaken: drop("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"),
  },
  ...["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map((name) => ({
    control: name,
    rule: "s3-public-access-block-is-complete",
    weaken: set("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", setting({ [name]: false })),
  })),
  {
    control: "TLS for state",
    rule: "s3-bucket-refuses-clear-text",
    weaken: inStatement(bucketPolicy, denies("s3:*"), removed, called(/-state-/)),
  },
  {
    control: "TLS for artifacts",
    rule: "s3-bucket-refuses-clear-text",
    weaken: inStatement(bucketPolicy, denies("s3:*"), removed, called(/-artifacts-/)),
  },
  {
    control: "versions of a bucket",
    rule: "s3-bucket-keeps-versions",
    weaken: set(
      "aws:s3/bucketVersioning:BucketVersioning",
      setting({ versioningConfiguration: { status: "Suspended" } }),
    ),
  },
  {
    control: "versioning of a bucket",
    rule: "s3-bucket-keeps-versions",
    weaken: drop("aws:s3/bucketVersioning:BucketVersioning"),
  },
  {
    control: "encryption of a bucket",
    rule: "s3-store-uses-customer-key",
    weaken: drop("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"),
  },
  {
    control: "own key of a bucket",
    rule: "s3-store-uses-customer-key",
    weaken: set(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      setting({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] }),
    ),
  },
  {
    control: "owner of objects",
    rule: "s3-store-owns-its-objects",
    weaken: set(
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      setting({ rule: { objectOwnership: "ObjectWriter" } }),
    ),
  },
  ...[/-state-/, /-artifacts-/].map((name) => ({
    control: `refusal of other encryption by ${name.source}`,
    rule: "s3-store-refuses-other-encryption",
    weaken: inStatement(
      bucketPolicy,
      both(denies("s3:PutObject"), conditioned("s3:x-amz-server-side-encryption"), ({ Sid }) =>
        /^(KmsOnly|DenyOtherEncryption)$/.test(Sid ?? ""),
      ),
      removed,
      called(name),
    ),
  })),
  ...["s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion"].map((action) => ({
    control: `${action} of state for named roles`,
    rule: "s3-state-is-reserved",
    weaken: inStatement(
      bucketPolicy,
      both(denies(action), conditioned("aws:PrincipalArn")),
      removed,
      called(/-state-/),
    ),
  })),
  { control: "rotation of a key", rule: "kms-key-rotates", weaken: set(key, setting({ enableKeyRotation: false })) },
  {
    control: "aliases of a key",
    rule: "kms-key-reserves-its-aliases",
    weaken: inStatement(keyPolicy, denies("kms:CreateAlias"), removed),
  },
  {
    control: "callers who decrypt with a key",
    rule: "iam-resource-policy-names-its-principals",
    weaken: inStatement(
      keyPolicy,
      both(allows("kms:Decrypt"), conditioned("aws:PrincipalArn")),
      unconditioned("aws:PrincipalArn"),
    ),
  },
  {
    control: "recovery of the lock table",
    rule: "dynamodb-table-can-be-restored",
    weaken: set(table, without("pointInTimeRecovery")),
  },
  {
    control: "key of the lock table",
    rule: "dynamodb-table-uses-customer-key",
    weaken: set(table, setting({ serverSideEncryption: { enabled: false } })),
  },
  {
    control: "the lock table's protection by AWS",
    rule: "rds-database-resists-deletion",
    weaken: set(table, setting({ deletionProtectionEnabled: false })),
  },
  ...[table, bucket, repository].map((type) => ({
    control: `${type} protected by Pulumi`,
    rule: "aws-store-is-protected",
    weaken: set(
      type,
      (_, resource) => void Object.assign(resource, { protect: false }),
      (_, { protect }) => protect,
    ),
  })),
  {
    control: "keys of production protected by Pulumi",
    rule: "aws-store-is-protected",
    weaken: set(
      key,
      (_, resource) => void Object.assign(resource, { protect: false }),
      (inputs) => inputs["tagsAll"]?.["slipway:production"] === ("true" as Json),
    ),
  },
  {
    control: "signed logs",
    rule: "cloudtrail-trail-validates-its-log",
    weaken: add("aws:cloudtrail/trail:Trail", { name: "trail", enableLogFileValidation: false }),
  },
  {
    control: "required tags",
    rule: "aws-resource-has-required-tags",
    settings: { tags: { "slipway:stack": [] } },
    weaken: set("aws:codeconnections/connection:Connection", (inputs) => {
      delete inputs["tagsAll"]!["slipway:stack"];
    }),
  },
];
