import { bucketPolicyType, bucketStatements, bucketsOf, bucketTypes, isStateStore } from "../../buckets";
import { reserves } from "../../reserved";
import type { StackRule } from "../../rule";

const actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"];

/**
 * Buckets of state let only named roles read, write and delete, whatever their account allows others.
 *
 * State says how everything is built and can be changed to make the engine destroy it. Such a bucket has `state` as
 * a word of its name.
 *
 * Service: s3. Severity: high. Topics: least-privilege, recovery.
 */
export const s3StateIsReserved: StackRule = {
  name: "s3-state-is-reserved",
  description: "Buckets of state let only named roles read, write and delete, whatever their account allows others.",
  level: "mandatory",
  severity: "high",
  service: "s3",
  topics: ["least-privilege", "recovery"],
  source: "https://www.pulumi.com/docs/iac/concepts/state-and-backends/",
  remedy: "Deny each of these actions to everyone but the roles that need it (ArnNotEquals aws:PrincipalArn).",
  unknowns: "A bucket whose name is unknown is joined by dependency; an unknown policy is judged in the update.",
  reads: [...bucketTypes, bucketPolicyType],
  checkStack(resources, report) {
    for (const bucket of bucketsOf(resources).filter(isStateStore)) {
      const { found, unknown } = bucketStatements(bucket, resources);
      const open = actions.filter((action) => !found.some((statement) => reserves(statement, action)));
      if (open.length === 0) continue;
      if (unknown) report.undecided("policy", bucket.urn);
      else
        report.violation(`The bucket's policy leaves ${open.join(", ")} to whoever is allowed elsewhere.`, bucket.urn);
    }
  },
};
