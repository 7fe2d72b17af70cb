/** The second copy of a state bucket, in another region of the same account. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { policy } from "../../catalog/iam/document";
import { servicePrincipal } from "../../catalog/iam/services";
import { roleSessionSeconds } from "../../catalog/iam/session";
import { replicaBucketPolicy, replicationPolicy } from "./bucket-documents";
import { type KeyOwner, storeKeyPolicy } from "./key-documents";
import { stateBucket } from "./state-bucket";

export interface StateReplica {
  region: string;
  bucket: string;
  /** Name and path of the role that S3 copies with. */
  roleName: string;
  rolePath: string;
}

export interface StateReplicaArgs {
  owner: KeyOwner;
  store: { bucket: string; region: string; keyAlias: string };
  replica: StateReplica;
  replicationRoleArn: string;
  readers: string[];
  writers: string[];
  noncurrentDays: number;
}

export function stateReplica(name: string, args: StateReplicaArgs, opts: pulumi.CustomResourceOptions): void {
  const { store, replica, replicationRoleArn: roleArn } = args;
  const owner = { ...args.owner, region: replica.region };
  const { partition, accountId } = owner;
  const child = { parent: opts.parent };
  const guarded = { ...child, protect: true, retainOnDelete: true };

  const key = new aws.kms.Key(
    `${name}-replica-key`,
    {
      region: replica.region,
      description: "Second copy of the state store",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: JSON.stringify(
        storeKeyPolicy(owner, {
          readers: args.readers,
          writers: args.writers,
          table: false,
          replication: { roleArn, part: "replica" },
        }),
      ),
    },
    guarded,
  );
  const alias = new aws.kms.Alias(
    `${name}-replica-key-alias`,
    { region: replica.region, name: store.keyAlias, targetKeyId: key.keyId },
    guarded,
  );
  const copy = stateBucket(
    `${name}-replica-bucket`,
    {
      bucket: replica.bucket,
      region: replica.region,
      keyArn: key.arn,
      noncurrentDays: args.noncurrentDays,
      policy: replicaBucketPolicy({ ...owner, ...args, bucket: replica.bucket }, roleArn),
    },
    guarded,
  );

  const role = new aws.iam.Role(
    `${name}-replication-role`,
    {
      name: replica.roleName,
      path: replica.rolePath,
      description: "S3 copies the state store to another region with it",
      maxSessionDuration: roleSessionSeconds,
      // S3 is not documented to send `aws:SourceAccount` when it replicates
      // (https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html); the rights
      // below name both buckets instead.
      assumeRolePolicy: JSON.stringify(
        policy({
          Sid: "S3Replication",
          Effect: "Allow",
          Principal: { Service: servicePrincipal("s3", partition) },
          Action: "sts:AssumeRole",
        }),
      ),
    },
    child,
  );
  const rights = new aws.iam.RolePolicy(
    `${name}-replication-policy`,
    {
      name: "replicate",
      role: role.name,
      policy: JSON.stringify(
        replicationPolicy({
          partition,
          accountId,
          source: store,
          replica: { bucket: replica.bucket, region: replica.region },
          keyAlias: store.keyAlias,
        }),
      ),
    },
    child,
  );
  new aws.s3.BucketReplicationConfig(
    `${name}-replication`,
    {
      bucket: store.bucket,
      role: role.arn,
      rules: [
        {
          id: "state",
          status: "Enabled",
          priority: 0,
          filter: {},
          // Otherwise locks and stacks that are gone would look alive in the copy.
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: copy.bucket.arn,
            encryptionConfiguration: { replicaKmsKeyId: key.arn },
          },
        },
      ],
    },
    { ...child, dependsOn: [...[opts.dependsOn ?? []].flat(), copy.versioning, alias, rights] as pulumi.Resource[] },
  );
}
