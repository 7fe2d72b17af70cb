import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

/**
 * Builds, their logs and their badges are not public.
 *
 * Service: codebuild. Severity: high. Topics: public-access, build.
 */
export const codebuildProjectIsPrivate: ResourceRule = {
  name: "codebuild-project-is-private",
  description: "Builds, their logs and their badges are not public.",
  level: "mandatory",
  severity: "high",
  service: "codebuild",
  topics: ["public-access", "build"],
  source: "https://docs.aws.amazon.com/codebuild/latest/userguide/public-builds.html",
  remedy: "Set projectVisibility to PRIVATE and badgeEnabled to false.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:codebuild/project:Project"],
  check({ props }, report) {
    const { projectVisibility: visibility = "PRIVATE", badgeEnabled = false } = props;
    if (isUnknown(visibility)) report.undecided("projectVisibility");
    else if (visibility !== "PRIVATE") report.violation("Everyone can read the builds and their logs.");
    if (isUnknown(badgeEnabled)) report.undecided("badgeEnabled");
    else if (badgeEnabled === true) report.violation("Everyone can read the result of the last build.");
  },
};
