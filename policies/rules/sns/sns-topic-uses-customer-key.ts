import { isOwnKey } from "../../keys";
import type { ResourceRule } from "../../rule";

/**
 * Topics are encrypted with a customer key.
 *
 * Services such as CloudWatch and EventBridge cannot publish under the key that AWS manages.
 *
 * Service: sns. Severity: medium. Topics: encryption, alarms.
 */
export const snsTopicUsesCustomerKey: ResourceRule = {
  name: "sns-topic-uses-customer-key",
  description: "Topics are encrypted with a customer key.",
  level: "mandatory",
  severity: "medium",
  service: "sns",
  topics: ["encryption", "alarms"],
  frameworks: ["SecurityHub SNS.1"],
  source: "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
  remedy: "Set kmsMasterKeyId to a key of your own that the publishers may use.",
  unknowns: "A key whose ARN is unknown counts as a customer key, because only a key of the same run is unknown.",
  types: ["aws:sns/topic:Topic"],
  check({ props }, report) {
    if (!isOwnKey(props["kmsMasterKeyId"])) report.violation("The topic has no key of its own.");
  },
};
