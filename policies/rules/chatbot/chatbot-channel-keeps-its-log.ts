import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

const types = [
  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
  "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration",
];

/**
 * A chat channel writes a log.
 *
 * Service: chatbot. Severity: low. Topics: audit.
 */
export const chatbotChannelKeepsItsLog: ResourceRule = {
  name: "chatbot-channel-keeps-its-log",
  description: "A chat channel writes a log.",
  level: "mandatory",
  severity: "low",
  service: "chatbot",
  topics: ["audit"],
  source: "https://docs.aws.amazon.com/chatbot/latest/adminguide/cloudwatch-logs.html",
  remedy: "Set loggingLevel to ERROR or INFO.",
  unknowns: "An unknown setting is judged in the update.",
  types,
  check({ props }, report) {
    const { loggingLevel: level = "NONE" } = props;
    if (isUnknown(level)) report.undecided("loggingLevel");
    else if (level === "NONE") report.violation("The channel writes no log.");
  },
};
