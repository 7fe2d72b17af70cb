import {
  bucketPolicyType,
  bucketStatements,
  bucketsOf,
  bucketTypes,
  isReplica,
  isStateStore,
  replicaType,
} from "../../buckets";
import { covers, type FoundStatement } from "../../documents";
import type { StackRule } from "../../rule";

const header = "s3:x-amz-server-side-encryption";
const keyId = `${header}-aws-kms-key-id`;

/** What a writer could do, and the statement that refuses it. */
const refusals: Record<string, (statement: FoundStatement) => boolean> = {
  "under a key that the writer sends": ({ conditions }) =>
    conditions.length === 1 && has(conditions, /^Null$/, `${header}-customer-algorithm`, /^false$/),
  "under a key that is not named": ({ conditions }) =>
    conditions.length === 2 &&
    has(conditions, /Equals/, header, /^aws:kms/) &&
    has(conditions, /^Null$/, keyId, /^true$/),
  "under keys of other accounts": ({ conditions }) =>
    conditions.length === 2 &&
    has(conditions, /^(Arn|String)Not(Like|Equals)/, keyId, /:\d{12}:key\//) &&
    has(conditions, /^Null$/, keyId, /^false$/),
};

/**
 * Buckets of state refuse objects under keys of their writers' choice.
 *
 * These are keys that a writer sends along (SSE-C), the key of AWS where none is named, and keys of other
 * accounts. A bucket of state has `state` as a word of its name; one that another is replicated to takes its
 * encryption from there.
 *
 * Service: s3. Severity: high. Topics: encryption, recovery.
 */
export const s3StateRefusesOtherKeys: StackRule = {
  name: "s3-state-refuses-other-keys",
  description: "Buckets of state refuse objects under keys of their writers' choice.",
  level: "mandatory",
  severity: "high",
  service: "s3",
  topics: ["encryption", "recovery"],
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms",
  remedy: "Deny s3:PutObject to everyone for each of these in the bucket's policy.",
  unknowns: "A bucket whose name is unknown is joined by dependency; an unknown policy is judged in the update.",
  reads: [...bucketTypes, bucketPolicyType, replicaType],
  checkStack(resources, report) {
    for (const bucket of bucketsOf(resources).filter(isStateStore)) {
      if (isReplica(bucket, resources)) continue;
      const { found, unknown } = bucketStatements(bucket, resources);
      for (const [what, refuses] of Object.entries(refusals)) {
        if (found.some((statement) => deniesPuts(statement) && refuses(statement))) continue;
        if (unknown) report.undecided("policy", bucket.urn);
        else report.violation(`The bucket takes objects ${what}.`, bucket.urn);
      }
    }
  },
};

function deniesPuts({ effect, everyone, otherActions, actions }: FoundStatement): boolean {
  return effect === "Deny" && everyone && !otherActions && actions.some((action) => covers(action, "s3:PutObject"));
}

function has(conditions: FoundStatement["conditions"], operator: RegExp, key: string, value: RegExp): boolean {
  return conditions.some(
    (each) => operator.test(each.operator) && each.key === key && each.values.every((one) => value.test(one)),
  );
}
