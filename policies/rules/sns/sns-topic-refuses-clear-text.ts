import { demand, queueTypes, topicTypes } from "../../queues";
import type { StackRule } from "../../rule";
import { refusesClearText } from "../../transport";

/**
 * The policy of every topic and queue denies messages without TLS.
 *
 * The policy counts whether it is a resource of its own or inside.
 *
 * Service: sns. Severity: medium. Topics: encryption, alarms.
 */
export const snsTopicRefusesClearText: StackRule = {
  name: "sns-topic-refuses-clear-text",
  description: "The policy of every topic and queue denies messages without TLS.",
  level: "mandatory",
  severity: "medium",
  service: "sns",
  topics: ["encryption", "alarms"],
  source: "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
  remedy: "Deny sns:Publish or sqs:SendMessage to everyone when aws:SecureTransport is false.",
  unknowns: "A topic whose ARN is unknown is joined by dependency; an unknown policy is judged in the update.",
  reads: [...topicTypes, ...queueTypes],
  checkStack(resources, report) {
    demand(
      resources,
      report,
      (statement, type) => refusesClearText(statement, type.includes("sns") ? "sns:Publish" : "sqs:SendMessage"),
      "The policy lets messages in without TLS.",
    );
  },
};
