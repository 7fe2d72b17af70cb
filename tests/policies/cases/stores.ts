/** Cases of the rules about stores. */
import { document, unknown } from "../fixtures";
import { aliasChanges, type Case, denyOthers, key, part, repository, slipways, table } from "./parts";

export const stores: Record<string, Case[]> = {
  "kms-key-rotates": [
    {
      what: "rotation, and a key that signs",
      parts: [key({ enableKeyRotation: true }), key({ customerMasterKeySpec: "RSA_2048" })],
    },
    { what: "no rotation", parts: [key({ enableKeyRotation: false })], finds: ["The key does not rotate."] },
    { what: "unknown rotation", parts: [key({ enableKeyRotation: unknown })], finds: ["undecided"] },
  ],
  "kms-key-reserves-its-aliases": [
    { what: "aliases kept for a role", parts: [key({ tags: slipways, policy: document(denyOthers(aliasChanges)) })] },
    { what: "a key that Slipway did not make", parts: [key({ policy: document() })] },
    {
      what: "one alias action left out",
      parts: [key({ tags: slipways, policy: document(denyOthers(aliasChanges.slice(1))) })],
      finds: ["The key's policy leaves kms:CreateAlias to whoever is allowed elsewhere."],
    },
    {
      what: "aliases kept for every role",
      parts: [
        key({
          tags: slipways,
          policy: document(denyOthers("kms:*", { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } })),
        }),
      ],
      finds: [`The key's policy leaves ${aliasChanges.join(", ")} to whoever is allowed elsewhere.`],
    },
    { what: "an unknown policy", parts: [key({ tags: slipways, policy: unknown })], finds: ["undecided"] },
  ],
  "cloudtrail-trail-validates-its-log": [
    { what: "signed files", parts: [part("aws:cloudtrail/trail:Trail", { enableLogFileValidation: true })] },
    { what: "none", parts: [part("aws:cloudtrail/trail:Trail")], finds: ["The trail's log files are not signed."] },
  ],
  "dynamodb-table-can-be-restored": [
    { what: "recovery", parts: [table({ pointInTimeRecovery: { enabled: true } })] },
    { what: "none", parts: [table()], finds: ["The table has no point-in-time recovery."] },
  ],
  "dynamodb-table-uses-customer-key": [
    { what: "a key", parts: [table({ serverSideEncryption: { enabled: true, kmsKeyArn: unknown } })] },
    {
      what: "none, and AWS's",
      parts: [table(), table({ serverSideEncryption: { enabled: true } })],
      finds: Array(2).fill("The table has no key of its own."),
    },
  ],
  "rds-database-resists-deletion": [
    {
      what: "protection",
      parts: [
        table({ deletionProtectionEnabled: true }),
        part("aws:rds/cluster:Cluster", { deletionProtection: true }),
      ],
    },
    {
      what: "none, of an instance, a cluster and a table",
      parts: [
        part("aws:rds/instance:Instance"),
        part("aws:rds/cluster:Cluster", { deletionProtection: false }),
        table(),
      ],
      finds: [
        "deletionProtection is not true.",
        "deletionProtection is not true.",
        "deletionProtectionEnabled is not true.",
      ],
    },
  ],
  "aws-store-is-protected": [
    {
      what: "protected, disposable, and a key outside of production",
      parts: [
        part("aws:s3/bucket:Bucket", {}, { protect: true }),
        part("aws:s3/bucket:Bucket", { forceDestroy: true }),
        key({ tags: { environment: "dev" } }),
      ],
    },
    {
      what: "neither; disposable in production; a key of production; a table",
      parts: [
        part("aws:s3/bucket:Bucket", {}),
        repository({ forceDelete: true, tagsAll: { "slipway:production": "true" } }),
        key({ tags: { environment: "production" } }),
        table(),
      ],
      finds: Array(4).fill("Nothing keeps Pulumi from deleting it."),
    },
  ],
  "aws-resource-has-required-tags": [
    {
      what: "tags of the provider, and a type that can have none",
      settings: { tags: { owner: [], tier: ["1", "2"] } },
      parts: [key({ tags: { tier: "1" }, tagsAll: { tier: "1", owner: "orders" } }), part("aws:kms/alias:Alias")],
    },
    { what: "anything without configuration", parts: [key({ tags: {} })] },
    {
      what: "a missing tag, and a value that is not allowed",
      settings: { tags: { owner: [], tier: ["1", "2"] } },
      parts: [key({ tags: { tier: "3" } })],
      finds: ["Key has no tag owner.", "Key has tag tier = 3; allowed: 1, 2."],
    },
    {
      what: "unknown tags",
      settings: { tags: { owner: [] } },
      parts: [key({ tagsAll: unknown })],
      finds: ["undecided"],
    },
  ],
};
