import {
  bucketPolicyType,
  bucketStatements,
  bucketsOf,
  bucketTypes,
  isReplica,
  isStore,
  pipelineType,
  replicaType,
} from "../../buckets";
import { covers, type FoundStatement } from "../../documents";
import type { StackRule } from "../../rule";

/**
 * Buckets of artifacts and state refuse objects that are encrypted otherwise than with AWS KMS.
 *
 * The bucket's encryption is only a default: a writer can ask for another. Such buckets are found as in
 * `s3-store-uses-customer-key`; one that another is replicated to takes its encryption from there.
 *
 * Service: s3. Severity: medium. Topics: encryption, artifacts.
 */
export const s3StoreRefusesOtherEncryption: StackRule = {
  name: "s3-store-refuses-other-encryption",
  description: "Buckets of artifacts and state refuse objects that are encrypted otherwise than with AWS KMS.",
  level: "mandatory",
  severity: "medium",
  service: "s3",
  topics: ["encryption", "artifacts"],
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
  remedy:
    "Deny s3:PutObject to everyone when s3:x-amz-server-side-encryption is given and is not aws:kms (StringNotEquals, and Null false).",
  unknowns: "A bucket whose name is unknown is joined by dependency; an unknown policy is judged in the update.",
  reads: [...bucketTypes, bucketPolicyType, pipelineType, replicaType],
  checkStack(resources, report) {
    for (const bucket of bucketsOf(resources).filter((each) => isStore(each, resources))) {
      if (isReplica(bucket, resources)) continue;
      const { found, unknown } = bucketStatements(bucket, resources);
      if (found.some(refusesOthers)) continue;
      if (unknown) report.undecided("policy", bucket.urn);
      else report.violation("Writers to the bucket can choose another encryption.", bucket.urn);
    }
  },
};

function refusesOthers({ effect, everyone, otherActions, actions, conditions }: FoundStatement): boolean {
  const header = "s3:x-amz-server-side-encryption";
  const other = conditions.some(
    ({ operator, key, values }) =>
      /^StringNot(Equals|Like)(IfExists)?$/.test(operator) &&
      key === header &&
      values.every((value) => value.startsWith("aws:kms")),
  );
  const nothingElse = conditions.every(({ key }) => key === header);
  const puts = !otherActions && actions.some((action) => covers(action, "s3:PutObject"));
  return effect === "Deny" && everyone && puts && other && nothingElse;
}
