import { isOwnKey } from "../../keys";
import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

/**
 * Repositories are encrypted with a customer key.
 *
 * Encryption cannot be changed later, so this matters on the first day.
 *
 * Service: ecr. Severity: medium. Topics: images, encryption.
 */
export const ecrRepositoryUsesCustomerKey: ResourceRule = {
  name: "ecr-repository-uses-customer-key",
  description: "Repositories are encrypted with a customer key.",
  level: "mandatory",
  severity: "medium",
  service: "ecr",
  topics: ["images", "encryption"],
  frameworks: ["SecurityHub ECR.5"],
  source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html",
  remedy: "Set encryptionConfigurations to type KMS with a key of your own.",
  unknowns: "An unknown configuration is judged in the update; a key whose ARN is unknown counts as a customer key.",
  types: ["aws:ecr/repository:Repository"],
  check({ props }, report) {
    const configurations = props["encryptionConfigurations"];
    const own = listOf(configurations).some(
      (each) => String(at(each, "encryptionType")).startsWith("KMS") && isOwnKey(at(each, "kmsKey")),
    );
    if (isUnknown(configurations)) report.undecided("encryptionConfigurations");
    else if (!own) report.violation("The repository has no key of its own.");
  },
};
