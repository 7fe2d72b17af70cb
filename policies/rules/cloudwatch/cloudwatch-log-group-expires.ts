import { z } from "zod";
import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

const config = z.strictObject({
  minimum: z.int().min(1).default(1).describe("Fewest days that a log must be kept"),
  repair: z.int().min(1).default(90).describe("Days that repair sets where there is no retention"),
});

/**
 * Log groups say for how many days they keep their log.
 *
 * Without a retention a log is kept, and paid for, for ever. Can repair: sets a retention.
 *
 * Service: cloudwatch. Severity: low. Topics: audit.
 */
export const cloudwatchLogGroupExpires: ResourceRule<z.infer<typeof config>> = {
  name: "cloudwatch-log-group-expires",
  description: "Log groups say for how many days they keep their log.",
  level: "mandatory",
  severity: "low",
  service: "cloudwatch",
  topics: ["audit"],
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
  remedy: "Set retentionInDays.",
  unknowns: "An unknown retention is judged in the update.",
  config,
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  check({ props }, report, { minimum }) {
    const days = props["retentionInDays"];
    if (isUnknown(days)) report.undecided("retentionInDays");
    else if (!days) report.violation("The log group keeps its log for ever.");
    else if (Number(days) < minimum) {
      report.violation(`The log group keeps its log for ${Number(days)} days; at least ${minimum} are asked for.`);
    }
  },
  remediate(props, { repair }) {
    return props["retentionInDays"] ? undefined : { retentionInDays: repair };
  },
};
