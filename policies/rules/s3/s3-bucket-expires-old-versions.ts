import { z } from "zod";
import { bucketsOf, bucketTypes, settingsBeside } from "../../buckets";
import { given } from "../../joined";
import type { StackRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

const lifecycles = [
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
];
const config = z.strictObject({
  minimum: z.int().min(1).default(30).describe("Fewest days for which a version that was replaced is kept"),
});

/**
 * Buckets that keep versions delete old ones, and not too soon.
 *
 * Service: s3. Severity: low. Topics: recovery, artifacts.
 */
export const s3BucketExpiresOldVersions: StackRule<z.infer<typeof config>> = {
  name: "s3-bucket-expires-old-versions",
  description: "Buckets that keep versions delete old ones, and not too soon.",
  level: "mandatory",
  severity: "low",
  service: "s3",
  topics: ["recovery", "artifacts"],
  frameworks: ["SecurityHub S3.10"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-10",
  remedy: "Give the bucket a BucketLifecycleConfiguration with noncurrentVersionExpiration of enough days.",
  unknowns: "A bucket whose name is unknown is joined by dependency; unknown rules are judged in the update.",
  config,
  reads: [...bucketTypes, ...lifecycles],
  checkStack(resources, report, { minimum }) {
    for (const bucket of bucketsOf(resources)) {
      const beside = settingsBeside(bucket, resources, lifecycles).map(({ props }) => props["rules"]);
      const all = [given(bucket, "lifecycleRules"), ...beside];
      const days = all
        .flatMap(listOf)
        .filter((rule) => at(rule, "status") === "Enabled" || at(rule, "enabled") === true)
        .map(
          (rule) =>
            at(rule, "noncurrentVersionExpiration", "noncurrentDays") ??
            at(rule, "noncurrentVersionExpiration", "days"),
        )
        .filter((each) => each !== undefined);
      if (days.length === 0 && all.some(isUnknown)) report.undecided("lifecycle rules", bucket.urn);
      else if (days.length === 0) report.violation("The bucket keeps every version for ever.", bucket.urn);
      for (const each of days.filter((one) => Number(one) < minimum)) {
        report.violation(
          `The bucket deletes old versions after ${Number(each)} days; at least ${minimum} are asked for.`,
          bucket.urn,
        );
      }
    }
  },
};
