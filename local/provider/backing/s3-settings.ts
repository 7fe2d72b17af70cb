/** What is set on a bucket by resources of its own. Their id is the bucket's name; setting twice overwrites. */
import * as sdk from "@aws-sdk/client-s3";
import type { Properties } from "../../model/types";
import { s3Client } from "./s3-client";
import type { Backing, BackingCall, Backings } from "./types";
import { list, record, text, unless, withDocument } from "./values";

interface Setting {
  /** Errors that say that nothing is set, or no bucket is there. */
  gone: string[];
  put(s3: sdk.S3Client, bucket: string, inputs: Properties): Promise<unknown>;
  /** Outputs as set now. */
  get(s3: sdk.S3Client, bucket: string, outputs: Properties): Promise<Properties>;
  remove(s3: sdk.S3Client, bucket: string): Promise<unknown>;
}

const bucketOf = ({ id, inputs, outputs }: BackingCall) => String(outputs["bucket"] ?? inputs["bucket"] ?? id);

function settingBacking(setting: Setting): Backing {
  return {
    async create(call) {
      await setting.put(s3Client(call.client), bucketOf(call), call.inputs);
      return { id: call.id, outputs: call.outputs };
    },
    async update(call) {
      await setting.put(s3Client(call.client), bucketOf(call), call.inputs);
      return call.outputs;
    },
    read: (call) =>
      unless(["NoSuchBucket", ...setting.gone], setting.get(s3Client(call.client), bucketOf(call), call.outputs)),
    async delete(call) {
      await unless(["NoSuchBucket", ...setting.gone], setting.remove(s3Client(call.client), bucketOf(call)));
    },
  };
}

const versioning: Setting = {
  gone: [],
  put: (s3, Bucket, inputs) =>
    s3.send(
      new sdk.PutBucketVersioningCommand({
        Bucket,
        VersioningConfiguration: {
          Status: record(inputs["versioningConfiguration"])["status"] as sdk.BucketVersioningStatus,
        },
      }),
    ),
  async get(s3, Bucket, outputs) {
    const { Status } = await s3.send(new sdk.GetBucketVersioningCommand({ Bucket }));
    if (Status === undefined) return outputs;
    return { ...outputs, versioningConfiguration: { ...record(outputs["versioningConfiguration"]), status: Status } };
  },
  // Versioning cannot be taken off a bucket again.
  remove: (s3, Bucket) =>
    s3.send(new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } })),
};

const encryption: Setting = {
  gone: ["ServerSideEncryptionConfigurationNotFoundError"],
  put: (s3, Bucket, inputs) =>
    s3.send(
      new sdk.PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: list(inputs["rules"]).map((rule) => {
            const byDefault = record(rule["applyServerSideEncryptionByDefault"]);
            return {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm: byDefault["sseAlgorithm"] as sdk.ServerSideEncryption,
                KMSMasterKeyID: text(byDefault["kmsMasterKeyId"]),
              },
              BucketKeyEnabled: rule["bucketKeyEnabled"] === true,
            };
          }),
        },
      }),
    ),
  async get(s3, Bucket, outputs) {
    await s3.send(new sdk.GetBucketEncryptionCommand({ Bucket }));
    return outputs;
  },
  remove: (s3, Bucket) => s3.send(new sdk.DeleteBucketEncryptionCommand({ Bucket })),
};

const policy: Setting = {
  gone: ["NoSuchBucketPolicy"],
  put: (s3, Bucket, inputs) => s3.send(new sdk.PutBucketPolicyCommand({ Bucket, Policy: text(inputs["policy"]) })),
  async get(s3, Bucket, outputs) {
    return withDocument(outputs, "policy", (await s3.send(new sdk.GetBucketPolicyCommand({ Bucket }))).Policy);
  },
  remove: (s3, Bucket) => s3.send(new sdk.DeleteBucketPolicyCommand({ Bucket })),
};

const publicAccess: Setting = {
  gone: ["NoSuchPublicAccessBlockConfiguration"],
  put: (s3, Bucket, inputs) =>
    s3.send(
      new sdk.PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: inputs["blockPublicAcls"] === true,
          BlockPublicPolicy: inputs["blockPublicPolicy"] === true,
          IgnorePublicAcls: inputs["ignorePublicAcls"] === true,
          RestrictPublicBuckets: inputs["restrictPublicBuckets"] === true,
        },
      }),
    ),
  async get(s3, Bucket, outputs) {
    const { PublicAccessBlockConfiguration: found } = await s3.send(new sdk.GetPublicAccessBlockCommand({ Bucket }));
    return {
      ...outputs,
      blockPublicAcls: found?.BlockPublicAcls ?? false,
      blockPublicPolicy: found?.BlockPublicPolicy ?? false,
      ignorePublicAcls: found?.IgnorePublicAcls ?? false,
      restrictPublicBuckets: found?.RestrictPublicBuckets ?? false,
    };
  },
  remove: (s3, Bucket) => s3.send(new sdk.DeletePublicAccessBlockCommand({ Bucket })),
};

const ownership: Setting = {
  gone: ["OwnershipControlsNotFoundError"],
  put: (s3, Bucket, inputs) =>
    s3.send(
      new sdk.PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: {
          Rules: [{ ObjectOwnership: record(inputs["rule"])["objectOwnership"] as sdk.ObjectOwnership }],
        },
      }),
    ),
  async get(s3, Bucket, outputs) {
    await s3.send(new sdk.GetBucketOwnershipControlsCommand({ Bucket }));
    return outputs;
  },
  remove: (s3, Bucket) => s3.send(new sdk.DeleteBucketOwnershipControlsCommand({ Bucket })),
};

const lifecycle: Setting = {
  gone: ["NoSuchLifecycleConfiguration"],
  put: (s3, Bucket, inputs) =>
    s3.send(
      new sdk.PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: { Rules: list(inputs["rules"]).map(lifecycleRule) },
      }),
    ),
  async get(s3, Bucket, outputs) {
    await s3.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }));
    return outputs;
  },
  remove: (s3, Bucket) => s3.send(new sdk.DeleteBucketLifecycleCommand({ Bucket })),
};

/** S3's words are Pulumi's with a capital, but for `ID`. */
function lifecycleRule(rule: Properties): sdk.LifecycleRule {
  const capital = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(capital);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key.charAt(0).toUpperCase() + key.slice(1), capital(entry)]),
    );
  };
  const { id, ...rest } = rule;
  return { ID: text(id), Filter: { Prefix: "" }, ...(capital(rest) as object) } as sdk.LifecycleRule;
}

export const bucketSettings: Backings = {
  "aws:s3/bucketVersioning:BucketVersioning": settingBacking(versioning),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": settingBacking(encryption),
  "aws:s3/bucketPolicy:BucketPolicy": settingBacking(policy),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": settingBacking(publicAccess),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": settingBacking(ownership),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": settingBacking(lifecycle),
};
