/** The bucket of a canary's code and results. Outside production it goes with the canary, whatever is in it. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { bucketName, type CanaryPlace, canaryBucketPolicy, results } from "./canary-documents";

/** Days for which results are kept. */
export const resultDays = 30;

export interface CanaryBucket {
  bucket: aws.s3.Bucket;
  /** What whoever writes to it waits for. */
  settings: pulumi.Resource[];
}

export function canaryBucket(name: string, place: CanaryPlace, parent: pulumi.Resource): CanaryBucket {
  const child = { parent };
  const { production } = place.environment;
  const bucket = new aws.s3.Bucket(
    `${name}-bucket`,
    { bucket: bucketName(place), forceDestroy: !production },
    { parent, protect: production, retainOnDelete: production },
  );
  const of = { bucket: bucket.bucket };
  const publicAccess = new aws.s3.BucketPublicAccessBlock(
    `${name}-public-access`,
    { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    child,
  );
  const ownership = new aws.s3.BucketOwnershipControls(
    `${name}-ownership`,
    { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
    child,
  );
  const versioning = new aws.s3.BucketVersioning(
    `${name}-versioning`,
    { ...of, versioningConfiguration: { status: "Enabled" } },
    child,
  );
  const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}-encryption`,
    { ...of, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    child,
  );
  new aws.s3.BucketLifecycleConfiguration(
    `${name}-lifecycle`,
    {
      ...of,
      rules: [
        {
          id: "old-results",
          status: "Enabled",
          filter: { prefix: `${results}/` },
          expiration: { days: resultDays },
        },
        {
          id: "old-versions",
          status: "Enabled",
          filter: { prefix: "" },
          noncurrentVersionExpiration: { noncurrentDays: 30 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    { parent, dependsOn: [versioning] },
  );
  const policy = new aws.s3.BucketPolicy(
    `${name}-bucket-policy`,
    { ...of, policy: JSON.stringify(canaryBucketPolicy(place)) },
    // S3 refuses two changes of a bucket's access at once.
    { parent, dependsOn: [publicAccess] },
  );
  return { bucket, settings: [policy, ownership, versioning, encryption] };
}
