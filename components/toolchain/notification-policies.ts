/**
 * Who may publish notifications: policies of the topics and of their key, from computed names only.
 *
 * EventBridge publishes with a role (components/account/notify-role.ts) and not as `events.amazonaws.com`: for SNS
 * it supports no condition in a topic's policy, and none on the source in a key's policy
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html,
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html), so that only the trust of a role can tell
 * this account's rules from another's. CodePipeline publishes as the pipeline's role by itself.
 */
import { exactRoles, type PolicyDocument, policy } from "../../catalog/iam/document";
import { keyGuards } from "../../catalog/iam/keys";
import { viaService } from "../../catalog/iam/services";

export interface NotificationPlace {
  partition: string;
  accountId: string;
  region: string;
  /** AWS Organizations id, when the organisation is known. */
  organizationId?: string;
}

/** The named roles publish, over TLS; nobody else does, whatever their own policies say. */
export function notificationTopicPolicy(topicArn: string, place: NotificationPlace, publishers: string[]) {
  return policy(
    {
      Sid: "DenyClearText",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      // Inside one account an identity policy alone would do.
      Sid: "DenyOthers",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: { ArnNotEquals: { "aws:PrincipalArn": [...publishers].sort() } },
    },
    {
      Sid: "Announce",
      Effect: "Allow",
      ...exactRoles({ ...place, roleArns: publishers }),
      Action: "sns:Publish",
      Resource: topicArn,
    },
  );
}

/** `owner`: ARN of the role that applies the stack, the only one that may move the key's alias. */
export function notificationKeyPolicy(place: NotificationPlace, publishers: string[], owner: string): PolicyDocument {
  const { partition, region } = place;
  const roles = exactRoles({ ...place, roleArns: publishers });
  return policy(...keyGuards(place, owner), {
    Sid: "Publish",
    Effect: "Allow",
    ...roles,
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: "*",
    Condition: {
      ...roles.Condition,
      StringEquals: { ...roles.Condition["StringEquals"], "kms:ViaService": viaService("sns", partition, region) },
    },
  });
}
