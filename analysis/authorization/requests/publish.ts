/** What publishing to a topic asks for. */
import type { Caller } from "../../../catalog/iam";
import { viaService } from "../../../catalog/iam/services";
import type { Inventory } from "../inventory";
import { type Asking, plainRequests, type WantedRequest } from "./request";

/**
 * With the use of the topic's key, which SNS asks for in the publisher's name:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function publishRequests(
  { topics }: Inventory,
  ask: Asking,
  what: string,
  caller: Caller,
  topicArn: string,
): WantedRequest[] {
  const topic = topics.find(({ arn }) => arn === topicArn);
  const key = topic?.key;
  return [
    ...plainRequests(ask, what, caller, topicArn, ["sns:Publish"]),
    ...(topic && key
      ? plainRequests(ask, what, caller, key.arn, ["kms:Decrypt", "kms:GenerateDataKey"], {
          "kms:ResourceAliases": key.aliases,
          "kms:ViaService": viaService("sns", topic.partition, topic.region),
          "kms:EncryptionContext:aws:sns:topicArn": topicArn,
        })
      : []),
  ];
}
