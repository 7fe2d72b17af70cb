import { covers, type FoundStatement, statements } from "../documents";
import type { Resource, StackReport, StackRule } from "../rule";
import { at, isUnknown, listOf, type Value } from "../values";

const buckets = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const encryptions = [
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
];
const publicAccess = ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"];
const ownership = ["aws:s3/bucketOwnershipControls:BucketOwnershipControls"];
const policies = ["aws:s3/bucketPolicy:BucketPolicy"];
const pipeline = "aws:codepipeline/pipeline:Pipeline";

/**
 * Artifact stores are the buckets that a pipeline of the stack names as its store, and those with `artifact` or
 * `artifacts` as a word of their name. Settings count whether they are resources of their own or inside the bucket.
 */
export const artifactBucketIsPrivate: StackRule = {
  name: "artifact-bucket-is-private",
  description: "Artifact buckets are closed to the public, speak TLS only, use a customer key, and have one owner.",
  level: "mandatory",
  severity: "critical",
  topics: ["s3", "encryption", "artifacts"],
  source: "seed 000-05, 000-13, 000-14, 000-18; table 20.1",
  remedy:
    "Give the bucket a BucketPublicAccessBlock with all four settings, a BucketPolicy that denies s3:* when aws:SecureTransport is false, aws:kms encryption with a key of your own, and BucketOwnershipControls with BucketOwnerEnforced.",
  unknowns:
    "A bucket whose name is unknown is joined to its settings by dependency. A key whose ARN is unknown counts as a customer key, because only a key of the same run is unknown. Other unknown settings are judged in the update.",
  checkStack(resources, report) {
    for (const bucket of resources.filter((each) => isStore(each, resources))) {
      const of = (types: string[]) => resources.filter((each) => types.includes(each.type) && belongs(each, bucket));
      checkPublicAccess(bucket, of(publicAccess), report);
      checkTls(bucket, of(policies), report);
      checkEncryption(bucket, of(encryptions), report);
      checkOwnership(bucket, of(ownership), report);
    }
  },
};

function isStore(bucket: Resource, resources: Resource[]): boolean {
  if (!buckets.includes(bucket.type)) return false;
  const { bucket: name, bucketPrefix } = bucket.props;
  const text =
    typeof name === "string" ? name : typeof bucketPrefix === "string" ? bucketPrefix : bucket.urn.split("::").at(-1)!;
  return /(^|[-._])artifacts?([-._]|$)/i.test(text) || resources.some((each) => stores(each, bucket));
}

function stores(each: Resource, bucket: Resource): boolean {
  if (each.type !== pipeline) return false;
  const locations = listOf(each.props["artifactStores"]).map((store) => at(store, "location"));
  return locations.some((location) => refers(location, bucket, each.propertyDependencies["artifactStores"]));
}

function belongs(setting: Resource, bucket: Resource): boolean {
  return refers(setting.props["bucket"], bucket, setting.propertyDependencies["bucket"]);
}

/** By name where both are known, else by dependency. */
function refers(value: Value | undefined, bucket: Resource, dependencies: string[] = []): boolean {
  const name = bucket.props["bucket"] ?? bucket.props["id"];
  if (typeof value === "string" && typeof name === "string") return value === name;
  return isUnknown(value) && dependencies.includes(bucket.urn);
}

function checkPublicAccess(bucket: Resource, blocks: Resource[], report: StackReport): void {
  const settings = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
  const on = (setting: string, value: boolean) =>
    blocks.some(({ props }) => (value ? props[setting] === true : isUnknown(props[setting])));
  const off = settings.filter((setting) => !on(setting, true));
  if (blocks.length === 0) {
    report.violation("The artifact bucket has no BucketPublicAccessBlock.", bucket.urn);
  } else if (off.some((setting) => on(setting, false))) {
    report.undecided("public access block", bucket.urn);
  } else if (off.length > 0) {
    report.violation(`The artifact bucket's BucketPublicAccessBlock leaves out ${off.join(", ")}.`, bucket.urn);
  }
}

function checkTls(bucket: Resource, separate: Resource[], report: StackReport): void {
  const documents = [bucket, ...separate].map(({ props }) => props["policy"]);
  let unknown = false;
  const found = documents.flatMap((document) => statements(document, "policy", { undecided: () => (unknown = true) }));
  if (found.some(refusesClearText)) return;
  if (unknown) report.undecided("policy", bucket.urn);
  else report.violation("No statement of the artifact bucket's policy denies requests without TLS.", bucket.urn);
}

function refusesClearText(statement: FoundStatement): boolean {
  return (
    statement.effect === "Deny" &&
    statement.everyone &&
    !statement.otherActions &&
    statement.actions.some((action) => covers(action, "s3:*")) &&
    // The bucket itself and what is in it.
    (statement.resources.includes("*") ||
      (statement.resources.some((arn) => arn.endsWith("/*")) &&
        statement.resources.some((arn) => !arn.endsWith("/*")))) &&
    statement.conditions.length === 1 &&
    statement.conditions.some(
      ({ operator, key, values }) =>
        /^Bool(IfExists)?$/.test(operator) && key === "aws:securetransport" && values.includes("false"),
    )
  );
}

function checkEncryption(bucket: Resource, separate: Resource[], report: StackReport): void {
  const inside = [
    bucket.props["serverSideEncryptionConfiguration"],
    bucket.props["serverSideEncryptionConfigurations"],
  ];
  const rules = [
    ...separate.map(({ props }) => props["rules"]),
    ...inside.flatMap(listOf).map((each) => at(each, "rules") ?? at(each, "rule") ?? null),
  ];
  const defaults = rules.flatMap(listOf).flatMap((rule) => {
    const list = at(rule, "applyServerSideEncryptionByDefault") ?? at(rule, "applyServerSideEncryptionByDefaults");
    return listOf(list);
  });
  const ownKey = defaults.some((each) => {
    const algorithm = at(each, "sseAlgorithm");
    const key = at(each, "kmsMasterKeyId");
    const named = isUnknown(key) || (typeof key === "string" && key !== "" && !key.endsWith("alias/aws/s3"));
    return typeof algorithm === "string" && algorithm.startsWith("aws:kms") && named;
  });
  if (ownKey) return;
  if (rules.some(isUnknown)) report.undecided("encryption rules", bucket.urn);
  else report.violation("The artifact bucket is not encrypted with a customer key.", bucket.urn);
}

function checkOwnership(bucket: Resource, controls: Resource[], report: StackReport): void {
  const settings = controls.map(({ props }) => at(props["rule"], "objectOwnership") ?? props["rule"]);
  if (settings.includes("BucketOwnerEnforced")) return;
  if (settings.some(isUnknown)) report.undecided("ownership rule", bucket.urn);
  else
    report.violation(
      "The artifact bucket does not enforce its owner on all objects (BucketOwnerEnforced).",
      bucket.urn,
    );
}
