import { isOwnKey } from "../../keys";
import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

/**
 * Every artifact store of a pipeline names a customer key.
 *
 * Without one CodePipeline writes under the account's key for S3, which roles of other accounts cannot use.
 *
 * Service: codepipeline. Severity: high. Topics: encryption, artifacts.
 */
export const codepipelineStoreUsesCustomerKey: ResourceRule = {
  name: "codepipeline-store-uses-customer-key",
  description: "Every artifact store of a pipeline names a customer key.",
  level: "mandatory",
  severity: "high",
  service: "codepipeline",
  topics: ["encryption", "artifacts"],
  source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html",
  remedy: "Set encryptionKey of the artifact store to a key of your own.",
  unknowns: "Unknown stores are judged in the update; a key whose ARN is unknown counts as a customer key.",
  types: ["aws:codepipeline/pipeline:Pipeline"],
  check({ props }, report) {
    if (isUnknown(props["artifactStores"])) report.undecided("artifactStores");
    listOf(props["artifactStores"]).forEach((store, index) => {
      const key = at(store, "encryptionKey");
      if (isUnknown(key) || isUnknown(store)) report.undecided(`artifactStores[${index}].encryptionKey`);
      else if (!isOwnKey(at(key, "id"))) report.violation(`artifactStores[${index}] names no key of its own.`);
    });
  },
};
