/** Where checkpoints and locks are kept: a bucket, a lock table and their key, with an optional second copy. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountIdFindings, type Finding, refuse, roleArnFindings } from "../problems";
import { stateBucketPolicy } from "./bucket-documents";
import { type KeyOwner, storeKeyPolicy } from "./key-documents";
import { stateBucket } from "./state-bucket";
import { type StateReplica, stateReplica } from "./state-replica";
import { terraformBackendConfig } from "./terraform";

export interface StateStoreArgs extends KeyOwner {
  bucket: string;
  table: string;
  /** Alias of the store's key, in every region that it has one. */
  keyAlias: string;
  /** ARNs of the roles that may read state; their own policies say which part of it. */
  readers: string[];
  /** ARNs of the roles that may write state, the administrators among them: whoever makes the table uses its key. */
  writers: string[];
  /** Days for which an overwritten checkpoint is kept, 1 or more. Default 90. */
  noncurrentDays?: number;
  /** A second copy in another region; none by default. */
  replica?: StateReplica;
  /** Last word on single children. */
  transform?: { table?: (args: aws.dynamodb.TableArgs) => aws.dynamodb.TableArgs };
}

export class StateStore extends pulumi.ComponentResource {
  readonly bucket: pulumi.Output<string>;
  readonly table: pulumi.Output<string>;
  readonly keyArn: pulumi.Output<string>;
  /** URL for `pulumi login`, to which a scope's folder is added: `s3://<bucket>/<account>/<scope>?region=...`. */
  readonly backendUrl: pulumi.Output<string>;
  /** A `backend "s3"` block for Terraform on the same bucket, table and key. */
  readonly terraformBackendConfig: pulumi.Output<string>;

  constructor(name: string, args: StateStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:state:StateStore", name, {}, opts);
    refuse("StateStore", name, findings(args));
    const guarded = { parent: this, protect: true, retainOnDelete: true };
    const { replica } = args;
    const noncurrentDays = args.noncurrentDays ?? 90;

    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: "State store: bucket and lock table",
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: JSON.stringify(
          storeKeyPolicy(args, {
            ...args,
            table: true,
            replication: replica && { roleArn: replicationRoleArn(args, replica), part: "source" },
          }),
        ),
      },
      guarded,
    );
    const alias = new aws.kms.Alias(`${name}-key-alias`, { name: args.keyAlias, targetKeyId: key.keyId }, guarded);

    const { bucket, versioning } = stateBucket(
      `${name}-bucket`,
      { bucket: args.bucket, keyArn: key.arn, policy: stateBucketPolicy(args), noncurrentDays },
      guarded,
    );

    const tableArgs: aws.dynamodb.TableArgs = {
      name: args.table,
      hashKey: "LockID",
      attributes: [{ name: "LockID", type: "S" }],
      billingMode: "PAY_PER_REQUEST",
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
      serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
    };
    const table = new aws.dynamodb.Table(`${name}-table`, args.transform?.table?.(tableArgs) ?? tableArgs, guarded);

    if (replica) {
      stateReplica(
        name,
        {
          owner: args,
          store: { bucket: args.bucket, region: args.region, keyAlias: args.keyAlias },
          replica,
          replicationRoleArn: replicationRoleArn(args, replica),
          readers: args.readers,
          writers: args.writers,
          noncurrentDays,
        },
        { parent: this, dependsOn: [versioning, alias] },
      );
    }

    this.bucket = bucket.bucket;
    this.table = table.name;
    this.keyArn = key.arn;
    this.backendUrl = pulumi.interpolate`s3://${bucket.bucket}?region=${args.region}`;
    this.terraformBackendConfig = pulumi
      .all([bucket.bucket, table.name, key.arn])
      .apply(([bucket, table, keyArn]) => terraformBackendConfig({ bucket, table, keyArn, region: args.region }));
    this.registerOutputs({
      bucket: this.bucket,
      table: this.table,
      keyArn: this.keyArn,
      backendUrl: this.backendUrl,
      terraformBackendConfig: this.terraformBackendConfig,
    });
  }
}

function replicationRoleArn(owner: KeyOwner, { roleName, rolePath }: StateReplica): string {
  return `arn:${owner.partition}:iam::${owner.accountId}:role${rolePath}${roleName}`;
}

function findings(args: StateStoreArgs): Finding[] {
  const { replica, noncurrentDays } = args;
  const bucketName = (property: string, value: string): Finding[] =>
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value)
      ? []
      : [{ property, value, reason: "must be 3 to 63 of a-z, 0-9 and -" }];
  return [
    ...accountIdFindings("accountId", args.accountId),
    ...bucketName("bucket", args.bucket),
    ...(/^[A-Za-z0-9_.-]{3,255}$/.test(args.table)
      ? []
      : [{ property: "table", value: args.table, reason: "must be 3 to 255 of A-Z, a-z, 0-9, _ . and -" }]),
    ...(noncurrentDays === undefined || (Number.isInteger(noncurrentDays) && noncurrentDays >= 1)
      ? []
      : [{ property: "noncurrentDays", value: noncurrentDays, reason: "must be a whole number of days, 1 or more" }]),
    ...roleArnFindings("administrators", args.administrators),
    ...roleArnFindings("readers", args.readers),
    ...roleArnFindings("writers", args.writers),
    ...(replica ? bucketName("replica.bucket", replica.bucket) : []),
    ...(replica && replica.region === args.region
      ? [{ property: "replica.region", value: replica.region, reason: "must be another region than the store's" }]
      : []),
  ];
}
