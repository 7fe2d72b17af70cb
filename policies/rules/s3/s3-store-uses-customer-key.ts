import { bucketsOf, bucketTypes, isStore, pipelineType, settingsBeside } from "../../buckets";
import { isOwnKey } from "../../keys";
import type { StackRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

const encryptions = [
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
];

/**
 * Buckets of artifacts and state are encrypted with a customer key.
 *
 * Such a bucket is one that a pipeline of the stack names as its store, or one with `artifact`, `artifacts` or
 * `state` as a word of its name. Encryption counts whether it is a resource of its own or inside the bucket.
 *
 * Service: s3. Severity: high. Topics: encryption, artifacts.
 */
export const s3StoreUsesCustomerKey: StackRule = {
  name: "s3-store-uses-customer-key",
  formerly: "artifact-bucket-is-private",
  description: "Buckets of artifacts and state are encrypted with a customer key.",
  level: "mandatory",
  severity: "high",
  service: "s3",
  topics: ["encryption", "artifacts"],
  frameworks: ["SecurityHub S3.17"],
  source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html",
  remedy: "Give the bucket a BucketServerSideEncryptionConfiguration with aws:kms and a key of your own.",
  unknowns:
    "A bucket whose name is unknown is joined by dependency. A key whose ARN is unknown counts as a customer key, because only a key of the same run is unknown. Unknown rules are judged in the update.",
  reads: [...bucketTypes, ...encryptions, pipelineType],
  checkStack(resources, report) {
    for (const bucket of bucketsOf(resources).filter((each) => isStore(each, resources))) {
      const { serverSideEncryptionConfiguration: one, serverSideEncryptionConfigurations: several } = bucket.props;
      const rules = [
        ...settingsBeside(bucket, resources, encryptions).map(({ props }) => props["rules"]),
        ...[one, several].flatMap(listOf).map((each) => at(each, "rules") ?? at(each, "rule") ?? null),
      ];
      const defaults = rules
        .flatMap(listOf)
        .flatMap((rule) =>
          listOf(at(rule, "applyServerSideEncryptionByDefault") ?? at(rule, "applyServerSideEncryptionByDefaults")),
        );
      const ownKey = defaults.some(
        (each) => String(at(each, "sseAlgorithm")).startsWith("aws:kms") && isOwnKey(at(each, "kmsMasterKeyId")),
      );
      if (ownKey) continue;
      if (rules.some(isUnknown)) report.undecided("encryption rules", bucket.urn);
      else report.violation("The bucket is not encrypted with a customer key.", bucket.urn);
    }
  },
};
