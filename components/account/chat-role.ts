/** The role of chat channels: it can do nothing. */
import { type PolicyDocument, policy } from "../../catalog/iam/document";
import { servicePrincipal } from "../../catalog/iam/services";
import type { AccountPlace } from "./place";

/**
 * Chatbot's documents name no condition for this trust, so one that demanded the source could end the channel.
 * What Chatbot does say of the source must be a channel of this account; that nothing is to be gained by it
 * otherwise is the policy's part.
 */
export function chatTrust({ partition, accountId }: AccountPlace): PolicyDocument {
  return policy({
    Sid: "Chatbot",
    Effect: "Allow",
    Principal: { Service: servicePrincipal("chatbot", partition) },
    Action: "sts:AssumeRole",
    Condition: {
      StringEqualsIfExists: { "aws:SourceAccount": accountId },
      ArnLikeIfExists: { "aws:SourceArn": `arn:${partition}:chatbot::${accountId}:chat-configuration/*` },
    },
  });
}

/**
 * Showing a notification takes no right: Chatbot receives it by its service-linked role
 * (https://docs.aws.amazon.com/chatbot/latest/adminguide/slr-permissions.html), and it uses this one for commands
 * and for graphs of alarms
 * (https://docs.aws.amazon.com/chatbot/latest/adminguide/security_iam_service-with-iam-resource-based-policies.html),
 * neither of which is wanted here.
 */
export function chatPolicy(): PolicyDocument {
  return policy({ Sid: "NothingAtAll", Effect: "Deny", Action: "*", Resource: "*" });
}
