/** The role that EventBridge publishes notifications with, and what publishing to their topics takes. */
import { audienceName, notificationKeyAlias } from "../../catalog/events/names";
import { type PolicyDocument, policy, type Statement, trustService } from "../../catalog/iam/document";
import { viaService } from "../../catalog/iam/services";
import { type AccountPlace, regional } from "./place";

/**
 * Only rules of this account, and of our names:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html.
 */
export function notifyTrust(place: AccountPlace): PolicyDocument {
  const { names, partition, accountId } = place;
  const rules = regional(place, "events", `rule/${names.prefix}-*`);
  return policy(trustService("EventBridge", "events", partition, accountId, rules));
}

export function notifyPolicy(place: AccountPlace): PolicyDocument {
  return policy(...notificationPublishing(place));
}

/** Of the notify role and of the roles of pipelines: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html. */
export function notificationPublishing(place: AccountPlace): Statement[] {
  const { names, partition } = place;
  return [
    {
      Sid: "PublishNotifications",
      Effect: "Allow",
      Action: "sns:Publish",
      Resource: regional(place, "sns", audienceName(names.prefix, "*")),
    },
    {
      Sid: "NotificationKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: regional(place, "kms", "key/*"),
      Condition: {
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": notificationKeyAlias(names.prefix) },
        StringLike: { "kms:ViaService": viaService("sns", partition, "*") },
      },
    },
  ];
}
