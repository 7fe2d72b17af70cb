/** Cases of the rules about buckets, keys and registries that have no tests of their own. */
import { document, unknown, urnOf } from "../fixtures";
import { type Case, key, part, repository } from "./parts";

const bucket = (name: string) => part("aws:s3/bucket:Bucket", { bucket: name });
const beside = (type: string, name: string, inputs: object) =>
  part(`aws:s3/${type[0]!.toLowerCase()}${type.slice(1)}:${type}`, { bucket: name, ...inputs });
const refuse = (Condition: object) => ({
  ...{ Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::acme-state/*" },
  Condition,
});
const header = "s3:x-amz-server-side-encryption";
const refusals = [
  refuse({ Null: { [`${header}-customer-algorithm`]: "false" } }),
  refuse({ StringEquals: { [header]: "aws:kms" }, Null: { [`${header}-aws-kms-key-id`]: "true" } }),
  refuse({
    ArnNotLike: { [`${header}-aws-kms-key-id`]: "arn:aws:kms:*:111111111111:key/*" },
    Null: { [`${header}-aws-kms-key-id`]: "false" },
  }),
];
const policy = (...statements: object[]) => beside("BucketPolicy", "acme-state", { policy: document(...statements) });
const lifecycle = (days: number, status = "Enabled") =>
  beside("BucketLifecycleConfiguration", "b", {
    rules: [{ status, noncurrentVersionExpiration: { noncurrentDays: days } }],
  });
const open = bucket("acme-state-replica");
const replicated = (more: object) => ({
  ...beside("BucketReplicationConfig", "acme-state", {
    rules: [
      {
        status: "Enabled",
        destination: { bucket: unknown },
        deleteMarkerReplication: { status: "Enabled" },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        ...more,
      },
    ],
  }),
  propertyDependencies: { rules: [urnOf({ type: open.type, name: "it-0" })] },
});
const cache = part("aws:ecr/pullThroughCacheRule:PullThroughCacheRule", { ecrRepositoryPrefix: "acme-base/docker" });
const scanning = (scanFrequency: string, filter = "*") =>
  part("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration", {
    rules: [{ scanFrequency, repositoryFilters: [{ filter }] }],
  });
const template = (inputs: object) =>
  part("aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate", { ...inputs });
const publicAccess = (off: object = {}) =>
  part("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
    ...{
      bucket: "b",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    ...off,
  });
const tls = {
  ...{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"] },
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const artifacts = bucket("acme-artifacts");

export const buckets: Record<string, Case[]> = {
  "s3-bucket-has-public-access-block": [
    { what: "a block", parts: [bucket("b"), publicAccess()] },
    { what: "none", parts: [bucket("b")], finds: ["The bucket has no BucketPublicAccessBlock."] },
  ],
  "s3-public-access-block-is-complete": [
    { what: "all four settings", parts: [publicAccess()] },
    {
      what: "one that is off",
      parts: [publicAccess({ ignorePublicAcls: false })],
      finds: ["The public access block leaves out ignorePublicAcls."],
    },
  ],
  "s3-bucket-keeps-versions": [
    {
      what: "versions, beside and inside",
      parts: [
        bucket("b"),
        beside("BucketVersioning", "b", { versioningConfiguration: { status: "Enabled" } }),
        part("aws:s3/bucketV2:BucketV2", { bucket: "c", versioning: { enabled: true } }),
      ],
    },
    {
      what: "none, beside and inside",
      parts: [
        bucket("b"),
        beside("BucketVersioning", "b", { versioningConfiguration: { status: "Suspended" } }),
        part("aws:s3/bucketV2:BucketV2", { bucket: "c", versioning: { enabled: false } }),
      ],
      finds: Array(2).fill("The bucket keeps no versions."),
    },
  ],
  "s3-bucket-refuses-clear-text": [
    { what: "a denial", parts: [bucket("b"), beside("BucketPolicy", "b", { policy: document(tls) })] },
    { what: "none", parts: [bucket("b")], finds: ["No statement of the bucket's policy denies requests without TLS."] },
  ],
  "s3-store-owns-its-objects": [
    {
      what: "an owner",
      parts: [
        artifacts,
        beside("BucketOwnershipControls", "acme-artifacts", { rule: { objectOwnership: "BucketOwnerEnforced" } }),
      ],
    },
    { what: "none", parts: [artifacts], finds: ["The bucket does not own all of its objects."] },
  ],
  "s3-store-refuses-other-encryption": [
    {
      what: "a denial",
      parts: [
        artifacts,
        beside("BucketPolicy", "acme-artifacts", {
          policy: document(refuse({ StringNotEquals: { [header]: "aws:kms" }, Null: { [header]: "false" } })),
        }),
      ],
    },
    { what: "none", parts: [artifacts], finds: ["Writers to the bucket can choose another encryption."] },
  ],
  "s3-store-uses-customer-key": [
    {
      what: "a key, beside and inside",
      parts: [
        artifacts,
        beside("BucketServerSideEncryptionConfiguration", "acme-artifacts", {
          rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:x" } }],
        }),
        part("aws:s3/bucketV2:BucketV2", {
          bucket: "acme-state",
          serverSideEncryptionConfigurations: [
            {
              rules: [{ applyServerSideEncryptionByDefaults: [{ sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:x" }] }],
            },
          ],
        }),
      ],
    },
    { what: "none", parts: [artifacts], finds: ["The bucket is not encrypted with a customer key."] },
  ],
  "s3-state-refuses-other-keys": [
    {
      what: "all three denials, and a bucket of no state",
      parts: [bucket("acme-state"), policy(...refusals), artifacts],
    },
    {
      what: "two left out",
      parts: [bucket("acme-state"), policy(refusals[1]!)],
      finds: [
        "The bucket takes objects under a key that the writer sends.",
        "The bucket takes objects under keys of other accounts.",
      ],
    },
  ],
  "s3-bucket-expires-old-versions": [
    { what: "a month", parts: [bucket("b"), lifecycle(30)] },
    {
      what: "never",
      parts: [bucket("b"), lifecycle(30, "Disabled")],
      finds: ["The bucket keeps every version for ever."],
    },
    {
      what: "at once",
      parts: [bucket("b"), lifecycle(1)],
      finds: ["The bucket deletes old versions after 1 days; at least 30 are asked for."],
    },
  ],
  "s3-replica-is-kept-up": [
    { what: "a replica that gets all", parts: [open, replicated({})] },
    { what: "none", parts: [open], finds: ["No enabled rule copies every object to the replica."] },
    {
      what: "a rule without deletions",
      parts: [open, replicated({ deleteMarkerReplication: { status: "Disabled" } })],
      finds: ["No enabled rule copies every object to the replica."],
    },
  ],
  "kms-key-can-be-recalled": [
    { what: "the default, and two weeks", parts: [key({}), key({ deletionWindowInDays: 14 })] },
    {
      what: "a week",
      parts: [key({ deletionWindowInDays: 7 })],
      finds: ["The key is gone 7 days after its deletion was ordered; at least 14 are asked for."],
    },
  ],
  "ecr-registry-scans-on-push": [
    { what: "all repositories, and those of the cache", parts: [cache, scanning("SCAN_ON_PUSH")] },
    {
      what: "other repositories, and by hand only",
      parts: [cache, scanning("CONTINUOUS_SCAN", "prod"), scanning("MANUAL")],
      finds: ["Images that are cached here are not scanned."],
    },
  ],
  "ecr-repository-expires-images": [
    {
      what: "policies",
      parts: [
        repository(),
        part("aws:ecr/lifecyclePolicy:LifecyclePolicy", { repository: "orders" }),
        template({ lifecyclePolicy: "{}" }),
      ],
    },
    {
      what: "none, of a repository and of a template",
      parts: [repository(), template({})],
      finds: [
        "The repository keeps every image for ever.",
        "Repositories made from the template keep every image for ever.",
      ],
    },
  ],
};
