/** Where an account's roles are made, and the two accounts that they deal with. */
import type { Naming } from "../../catalog/naming";

export interface AccountPlace {
  names: Naming;
  partition: string;
  /** Account of the roles. */
  accountId: string;
  /** Its alias in the configuration. */
  alias: string;
  /** AWS Organizations id, when the organisation is known. */
  organizationId?: string;
  /** Account of the pipelines and their artifacts. */
  toolchainId: string;
  /** Account of the store that holds this account's state, where its run roles are. */
  storeAccountId: string;
}

/** ARN pattern of this account's resources of a service, in every region: a region is added without a new role. */
export function regional(place: AccountPlace, service: string, resource: string): string {
  return `arn:${place.partition}:${service}:*:${place.accountId}:${resource}`;
}

/** ARN of a resource of IAM in this account. */
export function iamArn(place: AccountPlace, resource: string): string {
  return `arn:${place.partition}:iam::${place.accountId}:${resource}`;
}

/** ARN pattern of every service's artifact buckets; their names are `<prefix>-<service>-artifacts-<account>-<region>`. */
export function artifactBuckets({ names, partition, toolchainId }: AccountPlace): string {
  return `arn:${partition}:s3:::${names.artifactBucket("*", toolchainId, "*")}`;
}

/** Resource and condition that mean the keys of every service's artifacts. */
export function artifactKeys({ names, partition, toolchainId }: AccountPlace) {
  return {
    Resource: `arn:${partition}:kms:*:${toolchainId}:key/*`,
    Condition: { "ForAnyValue:StringLike": { "kms:ResourceAliases": names.artifactKeyAlias("*") } },
  };
}
