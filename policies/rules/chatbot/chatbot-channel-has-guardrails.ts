import type { ResourceRule } from "../../rule";
import { isUnknown, listOf } from "../../values";

const types = [
  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
  "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration",
];

/**
 * A chat channel names guardrail policies, and none of AWS's for administrators.
 *
 * Without any, AWS applies AdministratorAccess.
 *
 * Service: chatbot. Severity: high. Topics: least-privilege.
 */
export const chatbotChannelHasGuardrails: ResourceRule = {
  name: "chatbot-channel-has-guardrails",
  description: "A chat channel names guardrail policies, and none of AWS's for administrators.",
  level: "mandatory",
  severity: "high",
  service: "chatbot",
  topics: ["least-privilege"],
  source: "https://docs.aws.amazon.com/chatbot/latest/APIReference/API_SlackChannelConfiguration.html",
  remedy: "Set guardrailPolicyArns, to AWSDenyAll where nobody commands from the chat.",
  unknowns: "An unknown setting is judged in the update.",
  types,
  check({ props }, report) {
    const guardrails = props["guardrailPolicyArns"];
    if (isUnknown(guardrails)) report.undecided("guardrailPolicyArns");
    else if (listOf(guardrails).length === 0)
      report.violation("The channel has AWS's default guardrail, AdministratorAccess.");
    else if (listOf(guardrails).some((arn) => /\/(AdministratorAccess|PowerUserAccess)$/.test(String(arn)))) {
      report.violation("The channel's guardrail is a policy for administrators.");
    }
  },
};
