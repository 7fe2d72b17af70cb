/** SNS: topics of the organisation's names. The policy is an attribute of its topic. */
import { audienceName } from "../../events/names";
import { each, on, own, provider, type RightsPlace, type Row, regional } from "./row";

const inNotifications: Row["parts"] = { toolchain: "notifications" };
const topic = regional("sns", "{name}", { name: own });
const topicArns = ({ partition, accountId, names }: RightsPlace) =>
  `arn:${partition}:sns:*:${accountId}:${audienceName(names.prefix, "*")}`;
const itsTopic = { arn: "{@arn}", names: { "@arn": topicArns } };
const subscribed = { arn: "{@topic}", names: { "@topic": topicArns } };
// A subscription's ARN is its topic's and an id more.
const subscription = { arn: "{@topic}:{id}", names: { "@topic": topicArns } };

export const snsRows: Row[] = [
  {
    type: "aws:sns/topic:Topic",
    source: provider("sns/topic.go"),
    parts: inNotifications,
    arn: topic.arn,
    create: [on(topic, ...each("sns:", "CreateTopic", "SetTopicAttributes", "TagResource"))],
    read: [on(topic, "sns:GetTopicAttributes", "sns:ListTagsForResource")],
    update: [on(topic, ...each("sns:", "SetTopicAttributes", "TagResource", "UntagResource"))],
    delete: [on(topic, "sns:DeleteTopic")],
  },
  {
    type: "aws:sns/topicPolicy:TopicPolicy",
    source: provider("sns/topic_policy.go"),
    parts: inNotifications,
    create: [on(itsTopic, "sns:SetTopicAttributes")],
    read: [on(itsTopic, "sns:GetTopicAttributes")],
    update: [on(itsTopic, "sns:SetTopicAttributes")],
    // SNS gives the topic its default policy back.
    delete: [on(itsTopic, "sns:SetTopicAttributes")],
  },
  {
    type: "aws:sns/topicSubscription:TopicSubscription",
    source: provider("sns/topic_subscription.go"),
    parts: inNotifications,
    create: [
      on(
        {
          ...subscribed,
          when: () => ({ StringEquals: { "sns:Protocol": "email" } }),
          facts: () => ({ "sns:Protocol": "{protocol}" }),
        },
        "sns:Subscribe",
      ),
    ],
    // Which of the two ARNs SNS asks for is documented nowhere.
    read: [on(subscribed, "sns:GetSubscriptionAttributes"), on(subscription, "sns:GetSubscriptionAttributes")],
    update: [on(subscribed, "sns:SetSubscriptionAttributes"), on(subscription, "sns:SetSubscriptionAttributes")],
    delete: [on(subscribed, "sns:Unsubscribe"), on(subscription, "sns:Unsubscribe")],
  },
];
