/** What no update role may ever do, whatever else it is granted: touch the platform's own roles, state and trails. */
import type { Statement } from "../../catalog/iam/document";
import { platformPath } from "../../catalog/naming";
import { type AccountPlace, iamArn, regional } from "./place";

/** `free`: actions on the platform's roles that it does not decide, beside reading and handing them on. Default none. */
export function updateGuards(place: AccountPlace, free: string[] = []): Statement[] {
  const { names, partition, accountId } = place;
  const bucket = `arn:${partition}:s3:::${names.stateBucket(accountId)}`;
  return [
    {
      Sid: "KeepPlatform",
      Effect: "Deny",
      NotAction: ["iam:Get*", "iam:List*", "iam:PassRole", ...free],
      Resource: [iamArn(place, `role${platformPath}*`), iamArn(place, `policy${platformPath}*`)],
    },
    {
      Sid: "KeepBoundaries",
      Effect: "Deny",
      Action: "iam:DeleteRolePermissionsBoundary",
      Resource: iamArn(place, "role/*"),
    },
    {
      Sid: "KeepState",
      Effect: "Deny",
      Action: ["dynamodb:*", "s3:*"],
      // The bucket, its copy, and everything in them.
      Resource: [`${bucket}*`, regional(place, "dynamodb", `table/${names.lockTable}`)],
    },
    {
      Sid: "KeepStateKeys",
      Effect: "Deny",
      Action: "kms:*",
      Resource: regional(place, "kms", "key/*"),
      Condition: {
        "ForAnyValue:StringLike": { "kms:ResourceAliases": [names.stateKeyAlias("*", "*"), names.stateStoreKeyAlias] },
      },
    },
    {
      Sid: "KeepTrails",
      Effect: "Deny",
      Action: [
        "cloudtrail:DeleteTrail",
        "cloudtrail:PutEventSelectors",
        "cloudtrail:StopLogging",
        "cloudtrail:UpdateTrail",
      ],
      Resource: regional(place, "cloudtrail", "trail/*"),
    },
    ...alarmGuards(place),
  ];
}

/** What tells of the break-glass role stays as the account stack made it: rule, topic, and the topic's key. */
function alarmGuards(place: AccountPlace): Statement[] {
  const { names } = place;
  return [
    {
      Sid: "KeepAlarm",
      Effect: "Deny",
      Action: ["events:*", "sns:*"],
      Resource: [
        regional(place, "events", `rule/${names.breakGlassAlarm}`),
        regional(place, "sns", `${names.breakGlassAlarm}*`),
      ],
    },
    {
      Sid: "KeepAlarmKey",
      Effect: "Deny",
      Action: "kms:*",
      Resource: regional(place, "kms", "key/*"),
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": names.breakGlassKeyAlias } },
    },
  ];
}
