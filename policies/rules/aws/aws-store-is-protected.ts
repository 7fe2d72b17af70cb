import { bucketTypes } from "../../buckets";
import type { ResourceRule } from "../../rule";
import { isProduction, tagsOf } from "../../values";

/** Types that keep what cannot be made again, with the property that says that it may be thrown away. */
const disposable: Record<string, string | undefined> = {
  ...Object.fromEntries(bucketTypes.map((type) => [type, "forceDestroy"])),
  "aws:codecommit/repository:Repository": undefined,
  "aws:dynamodb/table:Table": undefined,
  "aws:ecr/repository:Repository": "forceDelete",
  "aws:rds/cluster:Cluster": "skipFinalSnapshot",
  "aws:rds/instance:Instance": "skipFinalSnapshot",
};
const key = "aws:kms/key:Key";

/**
 * What cannot be made again has the resource option `protect`: stores that are not declared disposable, and keys of production.
 *
 * A bucket says that it is disposable by `forceDestroy`, a repository by `forceDelete`, a database by
 * `skipFinalSnapshot`; in production nothing is. Production is recognised by tags.
 *
 * Service: aws. Severity: high. Topics: recovery, production.
 */
export const awsStoreIsProtected: ResourceRule = {
  name: "aws-store-is-protected",
  description:
    "What cannot be made again has the resource option `protect`: stores that are not declared disposable, and keys of production.",
  level: "mandatory",
  severity: "high",
  service: "aws",
  topics: ["recovery", "production"],
  source: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  remedy: "Set the resource option protect, or declare the store disposable (not in production).",
  unknowns: "Needs tags and settings that are known; an unknown one counts as not set.",
  types: [...Object.keys(disposable), key],
  check({ type, props, protect }, report) {
    if (protect) return;
    const production = isProduction(tagsOf(props));
    const property = disposable[type];
    const thrownAway = type === key || (property !== undefined && props[property] === true);
    if (production || !thrownAway) report.violation("Nothing keeps Pulumi from deleting it.");
  },
};
