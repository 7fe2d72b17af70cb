/** Where an account's roles are made, and the two accounts that they deal with. */
import type { ArtifactUse } from "../../catalog/iam/artifact-use";
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
  /** Whose runs enter the account: Slipway's own, those in Pulumi Deployments, or both. Default Slipway's own. */
  enteredBy?: ("runs" | "deployments")[];
}

/** ARN pattern of this account's resources of a service, in every region: a region is added without a new role. */
export function regional(place: AccountPlace, service: string, resource: string): string {
  return `arn:${place.partition}:${service}:*:${place.accountId}:${resource}`;
}

/** ARN of a resource of IAM in this account. */
export function iamArn(place: AccountPlace, resource: string): string {
  return `arn:${place.partition}:iam::${place.accountId}:${resource}`;
}

/**
 * Stores of services' artifacts, with buckets `<prefix>-<service>-artifacts-[<track>-]<account>-<region>`: of the
 * trunks, or of one account's branches. Aliases of trunks cannot be told from those of branches by a pattern.
 */
export function artifactStores({ names, partition, toolchainId }: AccountPlace, track?: string): ArtifactUse {
  return {
    bucketArn: `arn:${partition}:s3:::${names.artifactBucket("*", track, toolchainId, "*")}`,
    keyArn: `arn:${partition}:kms:*:${toolchainId}:key/*`,
    keyAlias: names.artifactKeyAlias("*", track),
  };
}

/** The stores of trunks and of every account's branches. */
export function allArtifactStores(place: AccountPlace): ArtifactUse {
  const { names, partition, toolchainId } = place;
  const bucket = names.artifactBucket("*", undefined, `*${toolchainId}`, "*");
  return { ...artifactStores(place), bucketArn: `arn:${partition}:s3:::${bucket}` };
}

/** Resource and condition that mean the keys of stores. */
export function keysOf({ keyArn, keyAlias }: ArtifactUse) {
  return { Resource: keyArn, Condition: { "ForAnyValue:StringLike": { "kms:ResourceAliases": keyAlias } } };
}
