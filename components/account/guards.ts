/** What no update role may ever do, whatever else it is granted: touch the platform's own roles, state and trails. */
import type { Statement } from "../../catalog/iam/document";
import { platformPath } from "../../catalog/naming";
import { type AccountPlace, iamArn, regional } from "./place";

export function updateGuards(place: AccountPlace): Statement[] {
  const { names, partition, accountId } = place;
  const bucket = `arn:${partition}:s3:::${names.stateBucket(accountId)}`;
  return [
    {
      Sid: "KeepPlatform",
      Effect: "Deny",
      NotAction: ["iam:Get*", "iam:List*", "iam:PassRole"],
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
  ];
}
