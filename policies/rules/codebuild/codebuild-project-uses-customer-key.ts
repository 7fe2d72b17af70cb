import { isOwnKey } from "../../keys";
import type { ResourceRule } from "../../rule";
import { at, listOf } from "../../values";

/**
 * Builds encrypt what they make with a customer key.
 *
 * Without one CodeBuild uses the account's key for S3, which other accounts cannot decrypt with.
 *
 * Service: codebuild. Severity: medium. Topics: encryption, build.
 */
export const codebuildProjectUsesCustomerKey: ResourceRule = {
  name: "codebuild-project-uses-customer-key",
  description: "Builds encrypt what they make with a customer key.",
  level: "mandatory",
  severity: "medium",
  service: "codebuild",
  topics: ["encryption", "build"],
  source: "https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-kms.html",
  remedy: "Set encryptionKey to the key of the artifact store.",
  unknowns: "A key whose ARN is unknown counts as a customer key, because only a key of the same run is unknown.",
  types: ["aws:codebuild/project:Project"],
  check({ props }, report) {
    if (!isOwnKey(props["encryptionKey"])) report.violation("The project has no key of its own.");
    const places = [props["artifacts"], ...listOf(props["secondaryArtifacts"]), at(props["logsConfig"], "s3Logs")];
    if (places.some((place) => at(place, "encryptionDisabled") === true)) {
      report.violation("Something that the project makes is not encrypted.");
    }
  },
};
