import { isOwnKey } from "../../keys";
import type { ResourceRule } from "../../rule";
import { at, isUnknown } from "../../values";

/**
 * Tables are encrypted with a customer key.
 *
 * Service: dynamodb. Severity: medium. Topics: encryption.
 */
export const dynamodbTableUsesCustomerKey: ResourceRule = {
  name: "dynamodb-table-uses-customer-key",
  description: "Tables are encrypted with a customer key.",
  level: "mandatory",
  severity: "medium",
  service: "dynamodb",
  topics: ["encryption"],
  source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html",
  remedy: "Enable serverSideEncryption with the ARN of a key of your own.",
  unknowns: "An unknown configuration is judged in the update; a key whose ARN is unknown counts as a customer key.",
  types: ["aws:dynamodb/table:Table"],
  check({ props }, report) {
    const encryption = props["serverSideEncryption"];
    if (isUnknown(encryption)) report.undecided("serverSideEncryption");
    else if (at(encryption, "enabled") !== true || !isOwnKey(at(encryption, "kmsKeyArn"))) {
      report.violation("The table has no key of its own.");
    }
  },
};
