import { bucketsOf, bucketTypes, isStore, pipelineType, settingsBeside } from "../../buckets";
import type { StackRule } from "../../rule";
import { at, isUnknown } from "../../values";

const controls = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";

/**
 * Buckets of artifacts and state own every object in them, whichever account wrote it.
 *
 * Such buckets are found as in `s3-store-uses-customer-key`.
 *
 * Service: s3. Severity: medium. Topics: cross-account, artifacts.
 */
export const s3StoreOwnsItsObjects: StackRule = {
  name: "s3-store-owns-its-objects",
  formerly: "artifact-bucket-is-private",
  description: "Buckets of artifacts and state own every object in them, whichever account wrote it.",
  level: "mandatory",
  severity: "medium",
  service: "s3",
  topics: ["cross-account", "artifacts"],
  frameworks: ["SecurityHub S3.12"],
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
  remedy: "Give the bucket BucketOwnershipControls with BucketOwnerEnforced.",
  unknowns: "A bucket whose name is unknown is joined by dependency; an unknown setting is judged in the update.",
  reads: [...bucketTypes, controls, pipelineType],
  checkStack(resources, report) {
    for (const bucket of bucketsOf(resources).filter((each) => isStore(each, resources))) {
      const settings = settingsBeside(bucket, resources, [controls]).map(
        ({ props }) => at(props["rule"], "objectOwnership") ?? props["rule"],
      );
      if (settings.includes("BucketOwnerEnforced")) continue;
      if (settings.some(isUnknown)) report.undecided("ownership rule", bucket.urn);
      else report.violation("The bucket does not own all of its objects.", bucket.urn);
    }
  },
};
