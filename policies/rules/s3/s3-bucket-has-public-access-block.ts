import { bucketsOf, bucketTypes, settingsBeside } from "../../buckets";
import type { StackRule } from "../../rule";

const block = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";

/**
 * Every bucket has a public access block of its own.
 *
 * What is in the block is another rule's fact.
 *
 * Service: s3. Severity: critical. Topics: public-access, artifacts.
 */
export const s3BucketHasPublicAccessBlock: StackRule = {
  name: "s3-bucket-has-public-access-block",
  formerly: "artifact-bucket-is-private",
  description: "Every bucket has a public access block of its own.",
  level: "mandatory",
  severity: "critical",
  service: "s3",
  topics: ["public-access", "artifacts"],
  frameworks: ["SecurityHub S3.8"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8",
  remedy: "Give the bucket a BucketPublicAccessBlock.",
  unknowns: "A bucket whose name is unknown is joined to its block by dependency.",
  reads: [...bucketTypes, block],
  checkStack(resources, report) {
    for (const bucket of bucketsOf(resources)) {
      if (settingsBeside(bucket, resources, [block]).length > 0) continue;
      report.violation("The bucket has no BucketPublicAccessBlock.", bucket.urn);
    }
  },
};
