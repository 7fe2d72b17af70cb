import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { artifactBucketPolicy, artifactKeyPolicy, type StorePlace } from "../../catalog/pipeline/artifact-policies";
import { approvalMinutes } from "../../catalog/pipeline/limits";
import type { StoreModel } from "../../catalog/pipeline/model";
import { storeProblems } from "../../catalog/pipeline/store-sizes";
import { quotaMessage } from "../../catalog/quota/problem";
import { type Finding, refuse } from "../problems";

export interface ArtifactStoreArgs extends StorePlace {
  /** Region, names and roles, from the pipeline's model. */
  store: StoreModel;
  /** ARN of the role that applies this stack; the only one that may move the key's alias. */
  owner: string;
  /** Whether a production stage reads it: then it can be neither deleted nor emptied. */
  production: boolean;
  /**
   * Days for which an artifact is kept, at least 60. Default 400. A rollback fetches the last good revision
   * from here, so a service that rolls back to an older release than this fails.
   */
  retentionDays?: number;
}

/** Least days: what an approval lets through must still be there, however long it waited. */
const leastRetention = approvalMinutes.most / (24 * 60);

/**
 * Bucket and key that a service's artifacts pass through, in one region. One per service, so that its policies
 * name exactly the roles that it needs (its own instances', and the pipeline, build and deploy roles of its
 * accounts, which services share), and a new service changes no existing store.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class ArtifactStore extends pulumi.ComponentResource {
  readonly region: string;
  readonly bucketName: pulumi.Output<string>;
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: ArtifactStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:ArtifactStore", name, {}, opts);
    refuse("ArtifactStore", name, findings(args));
    const { store, production } = args;
    const { region } = store;
    const kept = { parent: this, protect: production, retainOnDelete: production };

    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Artifacts in ${store.bucket}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: JSON.stringify(artifactKeyPolicy(store, args, args.owner)),
        region,
      },
      kept,
    );
    const alias = new aws.kms.Alias(`${name}-alias`, { name: store.key.alias, targetKeyId: key.keyId, region }, kept);
    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { bucket: store.bucket, forceDestroy: !production, region },
      kept,
    );
    const of = { bucket: bucket.bucket, region };
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      { parent: this },
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { ...of, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        ...of,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
            bucketKeyEnabled: true,
          },
        ],
      },
      { parent: this },
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { ...of, rules: [lifecycle(args.retentionDays ?? 400)] },
      { parent: this, dependsOn: [versioning] },
    );
    const bucketPolicy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      { ...of, policy: JSON.stringify(artifactBucketPolicy(store, args)) },
      // S3 refuses two changes of a bucket's access at once.
      { parent: this, dependsOn: [publicAccess] },
    );

    this.region = region;
    // Whoever uses bucket or key waits until the roles are let in.
    this.bucketName = pulumi.all([bucket.bucket, bucketPolicy.id]).apply(([bucketName]) => bucketName);
    this.keyArn = pulumi.all([key.arn, alias.id]).apply(([arn]) => arn);
    this.registerOutputs({ bucketName: this.bucketName, keyArn: this.keyArn, region });
  }
}

function lifecycle(days: number): aws.types.input.s3.BucketLifecycleConfigurationRule {
  return {
    id: "old-artifacts",
    status: "Enabled",
    filter: { prefix: "" },
    expiration: { days },
    noncurrentVersionExpiration: { noncurrentDays: 30 },
    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
  };
}

function findings(args: ArtifactStoreArgs): Finding[] {
  const { store, retentionDays, accountId, owner } = args;
  const found: Finding[] = storeProblems(store, args, owner).map((problem) => ({
    property: "store.readers",
    value: problem.used,
    reason: `make too large a policy: ${quotaMessage(problem)}`,
  }));
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(store.bucket)) {
    found.push({ property: "store.bucket", value: store.bucket, reason: "must be 3 to 63 of a-z, 0-9 and -" });
  }
  if (!/^alias\/[A-Za-z0-9/_-]{1,250}$/.test(store.key.alias) || store.key.alias.startsWith("alias/aws/")) {
    const reason = "must begin with alias/ (not alias/aws/), then 1 to 250 of A-Z, a-z, 0-9, / _ -";
    found.push({ property: "store.key.alias", value: store.key.alias, reason });
  }
  const own: [property: string, arn: string][] = store.writers.map((arn, index) => [`store.writers[${index}]`, arn]);
  if (store.copier) own.push(["store.copier", store.copier.roleArn]);
  for (const [property, value] of own) {
    if (value.split(":")[4] === accountId) continue;
    const reason = `must be a role of the store's account, ${accountId}; other accounts only read`;
    found.push({ property, value, reason });
  }
  store.readers.forEach((reader, index) => {
    for (const arn of [...reader.deployRoles, ...reader.instanceRoles]) {
      if (arn.split(":")[4] !== reader.accountId || arn.includes("*")) {
        const reason = `must be one role of account ${reader.accountId}, without a wildcard`;
        found.push({ property: `store.readers[${index}]`, value: arn, reason });
      }
    }
  });
  if (owner.split(":")[4] !== accountId) {
    found.push({ property: "owner", value: owner, reason: `must be the ARN of a role of account ${accountId}` });
  }
  if (retentionDays !== undefined && (!Number.isInteger(retentionDays) || retentionDays < leastRetention)) {
    const reason = `must be a whole number of days, at least ${leastRetention}: as long as an approval may wait`;
    found.push({ property: "retentionDays", value: retentionDays, reason });
  }
  return found;
}
