/**
 * KMS: keys of artifacts, images and notifications, told apart from all others by the tag that they bear from their
 * creation on. Condition keys: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
 */
import { notificationKeyAlias } from "../../events/names";
import { each, everything, on, provider, type Row, regional, stackTag, type Where } from "./row";
import { pipelineStacks } from "./tags";

const stacks = [...pipelineStacks, "toolchain"];
const requested = { [`aws:RequestTag/${stackTag}`]: stacks };
const ofStacks: Where["when"] = () => ({ StringLike: { [`aws:ResourceTag/${stackTag}`]: stacks } });
const anyKey = regional("kms", "key/{id}");
const key: Where = { ...anyKey, when: ofStacks };
const aliasedKey: Where = { ...regional("kms", "key/{targetKeyId}"), when: ofStacks };
const alias = regional("kms", "{name}", {
  name: ({ names }) => [names.artifactKeyAlias("*"), names.imageKeyAlias("*"), notificationKeyAlias(names.prefix)],
});

export const kmsRows: Row[] = [
  {
    type: "aws:kms/key:Key",
    source: provider("kms/key.go"),
    parts: { toolchain: "artifacts" },
    arn: anyKey.arn,
    create: [
      on({ ...everything, when: () => ({ StringLike: requested }) }, "kms:CreateKey"),
      // Only a key that no alias names yet, so that no other key of the account can be claimed by tagging it.
      on(
        { ...anyKey, when: () => ({ StringLike: requested, Null: { "kms:ResourceAliases": "true" } }) },
        "kms:TagResource",
      ),
      on(key, "kms:EnableKeyRotation"),
    ],
    read: [on(key, ...each("kms:", "DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"))],
    update: [
      on(
        key,
        ...each("kms:", "EnableKeyRotation", "PutKeyPolicy", "TagResource", "UntagResource", "UpdateKeyDescription"),
      ),
    ],
    delete: [on(key, "kms:ScheduleKeyDeletion")],
  },
  {
    type: "aws:kms/alias:Alias",
    source: provider("kms/alias.go"),
    parts: { toolchain: "artifacts" },
    create: [on(alias, "kms:CreateAlias"), on(aliasedKey, "kms:CreateAlias")],
    read: [on(everything, "kms:ListAliases")],
    update: [on(alias, "kms:UpdateAlias"), on(aliasedKey, "kms:UpdateAlias")],
    delete: [on(alias, "kms:DeleteAlias"), on(aliasedKey, "kms:DeleteAlias")],
  },
];
