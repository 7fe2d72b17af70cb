import type { StackRule } from "../../rule";

const canary = "aws:synthetics/canary:Canary";
const logGroup = "aws:cloudwatch/logGroup:LogGroup";

/**
 * Canaries write their log to a group of the stack.
 *
 * Such a group has a retention; the one that Lambda makes by itself keeps its log for ever. Its name is that of the
 * canary's function, so it depends on the canary.
 *
 * Service: synthetics. Severity: low. Topics: audit.
 */
export const syntheticsCanaryKeepsItsLog: StackRule = {
  name: "synthetics-canary-keeps-its-log",
  description: "Canaries write their log to a group of the stack.",
  level: "mandatory",
  severity: "low",
  service: "synthetics",
  topics: ["audit"],
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_Details.html",
  remedy: "Make a LogGroup with the name of the canary's function, which is in its engineArn.",
  unknowns: "Needs no values: the group's name depends on the canary.",
  reads: [canary, logGroup],
  checkStack(resources, report) {
    const named = resources
      .filter(({ type }) => type === logGroup)
      .flatMap(({ propertyDependencies }) => propertyDependencies["name"] ?? []);
    for (const { urn } of resources.filter(({ type }) => type === canary)) {
      if (!named.includes(urn)) report.violation("The canary has no log group in its stack.", urn);
    }
  },
};
