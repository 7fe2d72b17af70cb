/** What every key policy of the platform gives the key's own account. */
import type { Statement } from "./document";

/** Everything about a key except using it. */
export const keyAdministration = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/**
 * The account administers the key and does not use it. Its users are granted by its alias (`kms:ResourceAliases`), so
 * nobody but `owner`, the role that applies its stack, may change which key bears it.
 */
export function keyGuards(place: { partition: string; accountId: string }, owner: string): Statement[] {
  return [
    {
      Sid: "Administration",
      Effect: "Allow",
      Principal: { AWS: `arn:${place.partition}:iam::${place.accountId}:root` },
      Action: keyAdministration,
      Resource: "*",
    },
    {
      Sid: "DenyAliasChanges",
      Effect: "Deny",
      Principal: "*",
      Action: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
      Resource: "*",
      Condition: { ArnNotEquals: { "aws:PrincipalArn": owner } },
    },
  ];
}
