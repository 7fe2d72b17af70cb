/**
 * What the toolchain stack's notifications need of the update role. Actions per resource type: the calls of the
 * Terraform AWS provider (internal/service/events, sns, kms, chatbot). Resources and condition keys per action:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_events.html, list_sns.html,
 * list_chatbot.html and list_kms.html.
 */
import { audienceName, notificationKeyAlias } from "../../catalog/events/names";
import { platformPath } from "../../catalog/naming";
import { type AccountPlace, iamArn, regional } from "./place";
import { each, type Rights } from "./rights";
import { passRights } from "./role-rights";

/** Stack that the resources bear as a tag from their creation on. */
const stack = "toolchain";

/**
 * cloudwatch EventRule and EventTarget, sns TopicSubscription, kms Key and Alias, chatbot SlackChannelConfiguration
 * and TeamsChannelConfiguration, and the two roles that they are given. Topics themselves: toolchain-rights.ts.
 */
export function notificationRights(place: AccountPlace): Rights[] {
  return [...ruleRights(place), ...subscriptionRights(place), ...keyRights(place), ...chatRights(place)];
}

function ruleRights(place: AccountPlace): Rights[] {
  const { names } = place;
  // The dot tells these rules from those of pipelines: catalog/events/names.ts.
  const rules = regional(place, "events", `rule/${audienceName(names.prefix, "*.*")}`);
  return [
    {
      sid: "NotificationRules",
      read: each("events:", "DescribeRule", "ListTagsForResource", "ListTargetsByRule"),
      write: each("events:", "DeleteRule", "PutRule", "RemoveTargets", "TagResource", "UntagResource"),
      resources: rules,
    },
    {
      sid: "NotificationTargets",
      read: [],
      write: ["events:PutTargets"],
      resources: rules,
      // The key has several values, and `ForAllValues` alone is true of none.
      condition: {
        "ForAllValues:ArnLike": { "events:TargetArn": regional(place, "sns", audienceName(names.prefix, "*")) },
        Null: { "events:TargetArn": "false" },
      },
    },
    passRights("PassNotify", place.partition, platformRole(place, "notify"), "events"),
  ];
}

function subscriptionRights(place: AccountPlace): Rights[] {
  const topics = regional(place, "sns", audienceName(place.names.prefix, "*"));
  return [
    {
      sid: "Subscribe",
      read: [],
      write: ["sns:Subscribe"],
      resources: topics,
      condition: { StringEquals: { "sns:Protocol": "email" } },
    },
    {
      sid: "Subscriptions",
      read: ["sns:GetSubscriptionAttributes"],
      write: each("sns:", "SetSubscriptionAttributes", "Unsubscribe"),
      // A subscription's ARN is its topic's and an id more.
      resources: [topics, `${topics}:*`],
    },
  ];
}

function keyRights(place: AccountPlace): Rights[] {
  const keys = regional(place, "kms", "key/*");
  const requested = { StringEquals: { "aws:RequestTag/slipway:stack": stack } };
  const aliases = each("kms:", "CreateAlias", "DeleteAlias", "UpdateAlias");
  return [
    { sid: "CreateNotificationKey", read: [], write: ["kms:CreateKey"], resources: "*", condition: requested },
    {
      // Only a key that no alias names yet, so that no other key of the account can be claimed by tagging it.
      sid: "TagNewNotificationKey",
      read: [],
      write: ["kms:TagResource"],
      resources: keys,
      condition: { ...requested, Null: { "kms:ResourceAliases": "true" } },
    },
    {
      sid: "NotificationKey",
      read: each("kms:", "DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"),
      write: [
        ...aliases,
        ...each("kms:", "EnableKeyRotation", "PutKeyPolicy", "ScheduleKeyDeletion", "TagResource"),
        ...each("kms:", "UntagResource", "UpdateKeyDescription"),
      ],
      resources: keys,
      condition: { StringEquals: { "aws:ResourceTag/slipway:stack": stack } },
    },
    {
      sid: "NotificationAlias",
      read: [],
      write: aliases,
      resources: regional(place, "kms", notificationKeyAlias(place.names.prefix)),
    },
  ];
}

function chatRights(place: AccountPlace): Rights[] {
  const service = "management.chatbot.amazonaws.com";
  return [
    {
      // Finding channels knows no single resources.
      sid: "FindChats",
      read: [
        "chatbot:DescribeSlackChannelConfigurations",
        ...each("chatbot:List", "MicrosoftTeamsChannelConfigurations", "TagsForResource"),
      ],
      write: [],
      resources: "*",
    },
    {
      sid: "CreateChats",
      read: [],
      write: each("chatbot:Create", "MicrosoftTeamsChannelConfiguration", "SlackChannelConfiguration"),
      resources: "*",
      condition: { StringEquals: { "aws:RequestTag/slipway:stack": stack } },
    },
    {
      sid: "Chats",
      read: [],
      write: [
        ...each("chatbot:Delete", "MicrosoftTeamsChannelConfiguration", "SlackChannelConfiguration"),
        ...each("chatbot:Update", "MicrosoftTeamsChannelConfiguration", "SlackChannelConfiguration"),
        ...each("chatbot:", "TagResource", "UntagResource"),
      ],
      resources: `arn:${place.partition}:chatbot::${place.accountId}:chat-configuration/*/${audienceName(place.names.prefix, "*")}`,
    },
    passRights("PassChat", place.partition, platformRole(place, "chat"), "chatbot"),
    {
      // Chatbot makes its own role when the account's first channel is configured:
      // https://docs.aws.amazon.com/chatbot/latest/adminguide/slr-permissions.html.
      sid: "ChatServiceRole",
      read: [],
      write: ["iam:CreateServiceLinkedRole"],
      resources: iamArn(place, `role/aws-service-role/${service}/AWSServiceRoleForAWSChatbot`),
      condition: { StringEquals: { "iam:AWSServiceName": service } },
    },
  ];
}

function platformRole(place: AccountPlace, role: "chat" | "notify"): string {
  return iamArn(place, `role${platformPath}${place.names.prefix}-${role}`);
}
