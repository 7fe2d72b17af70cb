import { bucketPolicyType, bucketStatements, bucketsOf, bucketTypes } from "../../buckets";
import type { FoundStatement } from "../../documents";
import type { StackRule } from "../../rule";
import { refusesClearText } from "../../transport";

/**
 * Every bucket's policy denies all requests without TLS, to the bucket and to what is in it.
 *
 * The policy counts whether it is a resource of its own or inside the bucket.
 *
 * Service: s3. Severity: high. Topics: encryption, artifacts.
 */
export const s3BucketRefusesClearText: StackRule = {
  name: "s3-bucket-refuses-clear-text",
  formerly: "artifact-bucket-is-private",
  description: "Every bucket's policy denies all requests without TLS, to the bucket and to what is in it.",
  level: "mandatory",
  severity: "high",
  service: "s3",
  topics: ["encryption", "artifacts"],
  frameworks: ["SecurityHub S3.5"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5",
  remedy:
    "Give the bucket a BucketPolicy that denies s3:* on the bucket and on its objects when aws:SecureTransport is false.",
  unknowns: "A bucket whose name is unknown is joined by dependency; an unknown policy is judged in the update.",
  reads: [...bucketTypes, bucketPolicyType],
  checkStack(resources, report) {
    for (const bucket of bucketsOf(resources)) {
      const { found, unknown } = bucketStatements(bucket, resources);
      if (found.some((statement) => refusesClearText(statement, "s3:*") && coversAll(statement))) continue;
      if (unknown) report.undecided("policy", bucket.urn);
      else report.violation("No statement of the bucket's policy denies requests without TLS.", bucket.urn);
    }
  },
};

/** The bucket itself and what is in it. */
function coversAll({ resources }: FoundStatement): boolean {
  const objects = resources.some((arn) => arn.endsWith("/*"));
  return resources.includes("*") || (objects && resources.some((arn) => !arn.endsWith("/*")));
}
