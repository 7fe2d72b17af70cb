import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

const settings: Record<string, string> = {
  "aws:dynamodb/table:Table": "deletionProtectionEnabled",
  "aws:rds/cluster:Cluster": "deletionProtection",
  "aws:rds/instance:Instance": "deletionProtection",
};

/**
 * Databases and tables refuse to be deleted, by whatever tool.
 *
 * Covers instances and clusters of RDS and tables of DynamoDB; an instance of a cluster is protected by its
 * cluster. Can repair: turns the protection on.
 *
 * Service: rds. Severity: high. Topics: recovery, production.
 */
export const rdsDatabaseResistsDeletion: ResourceRule = {
  name: "rds-database-resists-deletion",
  description: "Databases and tables refuse to be deleted, by whatever tool.",
  level: "mandatory",
  severity: "high",
  service: "rds",
  topics: ["recovery", "production"],
  frameworks: ["SecurityHub RDS.7", "SecurityHub RDS.8", "SecurityHub DynamoDB.6"],
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
  remedy: "Turn deletion protection on.",
  unknowns: "An unknown setting is judged in the update.",
  types: Object.keys(settings),
  check({ type, props }, report) {
    const setting = settings[type]!;
    if (isUnknown(props[setting])) report.undecided(setting);
    else if (props[setting] !== true) report.violation(`${setting} is not true.`);
  },
  remediate: (props, _, type) => (props[settings[type]!] === true ? undefined : { [settings[type]!]: true }),
};
