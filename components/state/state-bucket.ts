/** A bucket for state, hardened; the store has one, and a second one when it is replicated. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../../catalog/iam/document";

export interface StateBucketArgs {
  bucket: string;
  keyArn: pulumi.Input<string>;
  policy: PolicyDocument;
  /** Days for which an overwritten or deleted version is kept. */
  noncurrentDays: number;
  /** Region, when it is another than the provider's. */
  region?: string;
}

export interface StateBucket {
  bucket: aws.s3.Bucket;
  versioning: aws.s3.BucketVersioning;
}

/** The bucket and its settings, as children of `opts.parent`; only the bucket itself holds data and is guarded. */
export function stateBucket(name: string, args: StateBucketArgs, opts: pulumi.CustomResourceOptions): StateBucket {
  const settings = { parent: opts.parent };
  const region = args.region ? { region: args.region } : {};
  const bucket = new aws.s3.Bucket(name, { bucket: args.bucket, ...region }, opts);
  const of = { bucket: bucket.bucket, ...region };
  const versioning = new aws.s3.BucketVersioning(
    `${name}-versioning`,
    { ...of, versioningConfiguration: { status: "Enabled" } },
    opts,
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}-encryption`,
    {
      ...of,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.keyArn },
          // Off, so that the object's ARN is the encryption context that the roles' rights are limited by.
          bucketKeyEnabled: false,
        },
      ],
    },
    settings,
  );
  const publicAccess = new aws.s3.BucketPublicAccessBlock(
    `${name}-public-access`,
    { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    settings,
  );
  new aws.s3.BucketOwnershipControls(
    `${name}-ownership`,
    { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
    settings,
  );
  new aws.s3.BucketLifecycleConfiguration(
    `${name}-lifecycle`,
    {
      ...of,
      rules: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: {},
          noncurrentVersionExpiration: { noncurrentDays: args.noncurrentDays },
          expiration: { expiredObjectDeleteMarker: true },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    { ...settings, dependsOn: [versioning] },
  );
  new aws.s3.BucketPolicy(
    `${name}-policy`,
    { ...of, policy: JSON.stringify(args.policy) },
    // S3 refuses two changes of a bucket's access at once.
    { ...settings, dependsOn: [publicAccess] },
  );
  return { bucket, versioning };
}
