import { identityTypes, resourceTypes } from "../../documents";
import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

const properties = ["policy", "assumeRolePolicy", "inlinePolicy"];

/**
 * The ARNs in a policy document are of one partition of AWS.
 *
 * A region of China or GovCloud has one of its own, too.
 *
 * Service: aws. Severity: low. Topics: partitions.
 */
export const awsArnIsOfOnePartition: ResourceRule = {
  name: "aws-arn-is-of-one-partition",
  description: "The ARNs in a policy document are of one partition of AWS.",
  level: "mandatory",
  severity: "low",
  service: "aws",
  topics: ["partitions"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
  remedy: "Build every ARN from the partition of the account.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  types: [...new Set([...identityTypes, ...resourceTypes])],
  check({ props }, report) {
    for (const property of properties) {
      const text = props[property];
      if (isUnknown(text)) report.undecided(property);
      const own = partitionOf(String(props["region"]));
      if (typeof text !== "string" || !(own || text.includes("arn:aws-"))) continue;
      const named = [...text.matchAll(/"arn:(aws[a-z-]*):/g)].map(([, partition]) => partition!);
      const all = [...new Set([...named, ...(own ? [own] : [])])].sort();
      if (all.length > 1) report.violation(`${property} names ${all.join(" and ")}.`);
    }
  },
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string): string | undefined {
  if (/^cn-/.test(region)) return "aws-cn";
  return /^us-gov-/.test(region) ? "aws-us-gov" : undefined;
}
