import { bucketsOf, bucketTypes, settingsBeside } from "../../buckets";
import { given } from "../../joined";
import type { StackRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

const versionings = ["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"];

/**
 * Every bucket keeps the versions of its objects.
 *
 * Versioning counts whether it is a resource of its own or inside the bucket.
 *
 * Service: s3. Severity: medium. Topics: recovery, artifacts.
 */
export const s3BucketKeepsVersions: StackRule = {
  name: "s3-bucket-keeps-versions",
  description: "Every bucket keeps the versions of its objects.",
  level: "mandatory",
  severity: "medium",
  service: "s3",
  topics: ["recovery", "artifacts"],
  frameworks: ["SecurityHub S3.14"],
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
  remedy: "Give the bucket a BucketVersioning with status Enabled.",
  unknowns: "A bucket whose name is unknown is joined by dependency; an unknown status is judged in the update.",
  reads: [...bucketTypes, ...versionings],
  checkStack(resources, report) {
    for (const bucket of bucketsOf(resources)) {
      const beside = settingsBeside(bucket, resources, versionings).map(
        ({ props }) => props["versioningConfiguration"],
      );
      const states = [
        ...beside.map((each) => (isUnknown(each) ? each : at(each, "status"))),
        ...[given(bucket, "versioning")].flatMap((each) => (isUnknown(each) ? [each] : listOf(at(each, "enabled")))),
      ];
      if (states.some((state) => state === "Enabled" || state === true)) continue;
      if (states.some(isUnknown)) report.undecided("versioning", bucket.urn);
      else report.violation("The bucket keeps no versions.", bucket.urn);
    }
  },
};
