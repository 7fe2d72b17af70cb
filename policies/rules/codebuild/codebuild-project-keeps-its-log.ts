import type { ResourceRule } from "../../rule";
import { at, isUnknown } from "../../values";

/**
 * Builds write a log to CloudWatch Logs, to a group that is named.
 *
 * A named group is one that a stack makes, with a retention and a key; CodeBuild's own group keeps its log for ever.
 *
 * Service: codebuild. Severity: medium. Topics: audit, build.
 */
export const codebuildProjectKeepsItsLog: ResourceRule = {
  name: "codebuild-project-keeps-its-log",
  description: "Builds write a log to CloudWatch Logs, to a group that is named.",
  level: "mandatory",
  severity: "medium",
  service: "codebuild",
  topics: ["audit", "build"],
  frameworks: ["SecurityHub CodeBuild.4"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-4",
  remedy: "Set logsConfig.cloudwatchLogs.status to ENABLED and groupName to a log group of the stack.",
  unknowns: "An unknown status is judged in the update; an unknown group counts as named.",
  types: ["aws:codebuild/project:Project"],
  check({ props }, report) {
    const logs = at(props["logsConfig"], "cloudwatchLogs");
    const status = at(logs, "status");
    if ([props["logsConfig"], logs, status].some(isUnknown)) report.undecided("logsConfig.cloudwatchLogs");
    // CodeBuild's default is to write the log.
    else if (status === "DISABLED") report.violation("The log of the builds is not kept.");
    else if (!at(logs, "groupName")) report.violation("The log group of the builds is not named.");
  },
};
