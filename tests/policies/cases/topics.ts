/** Cases of the rules about topics. */
import { document, unknown } from "../fixtures";
import { type Case, denyOthers, noTls, part, slipways, topic, topicPolicy } from "./parts";

export const topics: Record<string, Case[]> = {
  "sns-topic-uses-customer-key": [
    { what: "a key", parts: [topic({ kmsMasterKeyId: unknown })] },
    {
      what: "none, and AWS's",
      parts: [topic(), topic({ kmsMasterKeyId: "alias/aws/sns" })],
      finds: Array(2).fill("The topic has no key of its own."),
    },
  ],
  "sns-topic-refuses-clear-text": [
    {
      what: "a denial beside, and one inside a queue",
      parts: [
        topic(),
        topicPolicy(noTls),
        part("aws:sqs/queue:Queue", { policy: document({ ...noTls, Action: "sqs:*" }) }),
      ],
    },
    {
      what: "no policy, a policy elsewhere, and a queue without one",
      parts: [topic({ arn: "arn:aws:sns:y" }), topicPolicy(noTls), part("aws:sqs/queue:Queue")],
      finds: Array(2).fill("The policy lets messages in without TLS."),
    },
  ],
  "sns-topic-reserves-publishing": [
    {
      what: "named publishers, and a topic that Slipway did not make",
      parts: [topic({ tags: slipways }), topicPolicy(denyOthers("sns:Publish"))],
    },
    { what: "a topic that Slipway did not make", parts: [topic()] },
    {
      what: "a denial that leaves out others by another key",
      parts: [
        topic({ tags: slipways }),
        topicPolicy(denyOthers("sns:Publish", { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } })),
      ],
      finds: ["Whoever its account allows can publish to the topic."],
    },
  ],
};
