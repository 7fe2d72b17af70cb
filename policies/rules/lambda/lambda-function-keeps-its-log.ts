import type { ResourceRule } from "../../rule";
import { at, isUnknown } from "../../values";

/**
 * Functions write their log to a group that is named.
 *
 * A named group is one that a stack makes, with a retention; Lambda's own keeps its log for ever.
 *
 * Service: lambda. Severity: medium. Topics: audit.
 */
export const lambdaFunctionKeepsItsLog: ResourceRule = {
  name: "lambda-function-keeps-its-log",
  description: "Functions write their log to a group that is named.",
  level: "mandatory",
  severity: "medium",
  service: "lambda",
  topics: ["audit"],
  source: "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html",
  remedy: "Set loggingConfig.logGroup to a log group of the stack.",
  unknowns: "An unknown setting counts as named.",
  types: ["aws:lambda/function:Function"],
  check({ props }, report) {
    const logging = props["loggingConfig"];
    if (!isUnknown(logging) && !at(logging, "logGroup"))
      report.violation("The log group of the function is not named.");
  },
};
