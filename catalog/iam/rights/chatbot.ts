/** Chat channels of the organisation's names, which are given a role that can do nothing. */
import { audienceName } from "../../events/names";
import { each, everything, on, pass, provider, type Row, stackTag, type Where } from "./row";

const service = "management.chatbot.amazonaws.com";
const requested: Where["when"] = () => ({ StringEquals: { [`aws:RequestTag/${stackTag}`]: "toolchain" } });
/** Chatbot makes its own role when the account's first channel is configured. */
const ownRole: Where = {
  // https://docs.aws.amazon.com/chatbot/latest/adminguide/slr-permissions.html
  arn: `arn:{partition}:iam::{account}:role/aws-service-role/${service}/AWSServiceRoleForAWSChatbot`,
  when: () => ({ StringEquals: { "iam:AWSServiceName": service } }),
  facts: () => ({ "iam:AWSServiceName": service }),
};
const handedOn = pass("chatbot", "iamRoleArn", ({ names, partition, accountId }) =>
  names.platformRoleArn(partition, accountId, "chat"),
);

function chatRow(type: string, file: string, kind: string, find: string): Row {
  const channel: Where = {
    arn: "arn:{partition}:chatbot::{account}:chat-configuration/*/{configurationName}",
    names: { configurationName: ({ names }) => audienceName(names.prefix, "*") },
  };
  return {
    type,
    source: provider(`chatbot/${file}`),
    parts: { toolchain: "notifications" },
    create: [
      on({ ...everything, when: requested }, `chatbot:Create${kind}`),
      on(channel, "chatbot:TagResource"),
      handedOn,
      on(ownRole, "iam:CreateServiceLinkedRole"),
    ],
    // Finding channels and their tags knows no single resources.
    read: [on(everything, find, "chatbot:ListTagsForResource")],
    update: [on(channel, `chatbot:Update${kind}`, ...each("chatbot:", "TagResource", "UntagResource")), handedOn],
    delete: [on(channel, `chatbot:Delete${kind}`)],
  };
}

export const chatbotRows: Row[] = [
  chatRow(
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
    "slack_channel_configuration.go",
    "SlackChannelConfiguration",
    "chatbot:DescribeSlackChannelConfigurations",
  ),
  chatRow(
    "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration",
    "teams_channel_configuration.go",
    "MicrosoftTeamsChannelConfiguration",
    "chatbot:ListMicrosoftTeamsChannelConfigurations",
  ),
];
