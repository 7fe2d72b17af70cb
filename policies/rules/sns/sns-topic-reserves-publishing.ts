import { demand, topicTypes } from "../../queues";
import { reserves } from "../../reserved";
import type { StackRule } from "../../rule";
import { tagsOf } from "../../values";

/**
 * Only named roles can publish to a topic that Slipway makes, whatever their account allows others.
 *
 * Approvals and alarms are asked for through these topics: a message that anyone could send would be believed.
 * Services that publish themselves need a statement of their own, and an exemption. Slipway's topics are those with
 * a tag `slipway:stack`.
 *
 * Service: sns. Severity: medium. Topics: approval, least-privilege.
 */
export const snsTopicReservesPublishing: StackRule = {
  name: "sns-topic-reserves-publishing",
  description: "Only named roles can publish to a topic that Slipway makes, whatever their account allows others.",
  level: "mandatory",
  severity: "medium",
  service: "sns",
  topics: ["approval", "least-privilege"],
  source: "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
  remedy: "Deny sns:Publish to everyone but the publishers (ArnNotEquals aws:PrincipalArn).",
  unknowns: "A topic whose ARN is unknown is joined by dependency; an unknown policy is judged in the update.",
  reads: topicTypes,
  checkStack(resources, report) {
    const own = resources.filter(
      ({ type, props }) => type !== "aws:sns/topic:Topic" || tagsOf(props)["slipway:stack"] !== undefined,
    );
    demand(
      own,
      report,
      (statement) => reserves(statement, "sns:Publish"),
      "Whoever its account allows can publish to the topic.",
    );
  },
};
