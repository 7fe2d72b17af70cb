import { bucketsOf, bucketTypes, replicaType, replicatesTo } from "../../buckets";
import type { StackRule } from "../../rule";
import { at, isUnknown, listOf, type Value } from "../../values";

/**
 * A bucket that is called a replica gets every change of another, encrypted ones as well.
 *
 * Such a bucket's name ends in `-replica`.
 *
 * Service: s3. Severity: medium. Topics: recovery.
 */
export const s3ReplicaIsKeptUp: StackRule = {
  name: "s3-replica-is-kept-up",
  description: "A bucket that is called a replica gets every change of another, encrypted ones as well.",
  level: "mandatory",
  severity: "medium",
  service: "s3",
  topics: ["recovery"],
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html",
  remedy: "Give the first bucket a BucketReplicationConfig with an enabled rule that selects encrypted objects.",
  unknowns: "A replica whose name is unknown is joined by dependency; unknown rules are judged in the update.",
  reads: [...bucketTypes, replicaType],
  checkStack(resources, report) {
    for (const bucket of bucketsOf(resources).filter(({ props }) => /-replica$/.test(String(props["bucket"])))) {
      const into = resources.filter((each) => each.type === replicaType && replicatesTo(each, bucket));
      const rules = into.flatMap(({ props }) => listOf(props["rules"]));
      if (rules.some(copiesAll)) continue;
      if (into.some(({ props }) => isUnknown(props["rules"]))) report.undecided("replication rules", bucket.urn);
      else report.violation("No enabled rule copies every object to the replica.", bucket.urn);
    }
  },
};

function copiesAll(rule: Value): boolean {
  const encrypted = at(rule, "sourceSelectionCriteria", "sseKmsEncryptedObjects", "status") === "Enabled";
  const deleted = at(rule, "deleteMarkerReplication", "status") === "Enabled";
  return at(rule, "status") === "Enabled" && encrypted && deleted;
}
