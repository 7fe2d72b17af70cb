/** Buckets, and the resources beside them that hold their settings. */
import { type FoundStatement, statementsOfAll } from "./documents";
import { given, joinedTo, refers } from "./joined";
import type { Resource } from "./rule";
import { at, listOf } from "./values";

export const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
export const pipelineType = "aws:codepipeline/pipeline:Pipeline";
const names = ["bucket", "id"];

export function bucketsOf(resources: Resource[]): Resource[] {
  return resources.filter(({ type }) => bucketTypes.includes(type));
}

/** Settings of a bucket that are resources of their own. */
export function settingsBeside(bucket: Resource, resources: Resource[], types: readonly string[]): Resource[] {
  return joinedTo(bucket, resources, { types, by: "bucket", names });
}

export const bucketPolicyType = "aws:s3/bucketPolicy:BucketPolicy";

/** Statements of a bucket's policy, beside it or inside, and whether a part of it is unknown. */
export function bucketStatements(
  bucket: Resource,
  resources: Resource[],
): { found: FoundStatement[]; unknown: boolean } {
  const beside = settingsBeside(bucket, resources, [bucketPolicyType]).map(({ props }) => props["policy"]);
  return statementsOfAll([given(bucket, "policy"), ...beside]);
}

/**
 * Whether a bucket keeps artifacts or state: a pipeline of the stack names it as its store, or `artifact`,
 * `artifacts` or `state` is a word of its name.
 */
export function isStore(bucket: Resource, resources: Resource[]): boolean {
  return isCalled(bucket, "artifacts?|state") || resources.some((each) => stores(each, bucket));
}

/** Whether a bucket keeps state: `state` is a word of its name. */
export function isStateStore(bucket: Resource): boolean {
  return isCalled(bucket, "state");
}

function isCalled(bucket: Resource, words: string): boolean {
  const { bucket: name, bucketPrefix } = bucket.props;
  const text = [name, bucketPrefix, bucket.urn.split("::").at(-1)].find((each) => typeof each === "string");
  return new RegExp(`(^|[-._])(${words})([-._]|$)`, "i").test(String(text));
}

function stores(each: Resource, bucket: Resource): boolean {
  if (each.type !== pipelineType) return false;
  const locations = listOf(each.props["artifactStores"]).map((store) => at(store, "location"));
  return locations.some((location) => refers(location, bucket, names, each.propertyDependencies["artifactStores"]));
}

export const replicaType = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";

/** Whether another bucket of the stack is replicated to this one. */
export function isReplica(bucket: Resource, resources: Resource[]): boolean {
  return resources.some((each) => each.type === replicaType && replicatesTo(each, bucket));
}

/** Whether a replication copies to the bucket. */
export function replicatesTo({ props, propertyDependencies }: Resource, bucket: Resource): boolean {
  const to = listOf(props["rules"]).map((rule) => at(rule, "destination", "bucket"));
  return (propertyDependencies["rules"] ?? []).includes(bucket.urn) || to.some((arn) => refers(arn, bucket, ["arn"]));
}
