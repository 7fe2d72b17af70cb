/**
 * Ids that AWS lets the caller choose: a resource whose creation was interrupted can be looked for under its
 * declared name. The form of each id is the one that the provider's import takes.
 */
type Inputs = Record<string, unknown>;

const text = (inputs: Inputs, key: string) => (typeof inputs[key] === "string" ? inputs[key] : undefined);
const by = (key: string) => (inputs: Inputs) => text(inputs, key);
const both =
  (separator: string, ...keys: string[]) =>
  (inputs: Inputs) => {
    const parts = keys.map((key) => text(inputs, key));
    return parts.includes(undefined) ? undefined : parts.join(separator);
  };

const forms: Record<string, (inputs: Inputs) => string | undefined> = {
  "aws:cloudwatch/logGroup:LogGroup": by("name"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": by("name"),
  "aws:codebuild/project:Project": by("name"),
  "aws:codedeploy/deploymentConfig:DeploymentConfig": by("deploymentConfigName"),
  "aws:codedeploy/deploymentGroup:DeploymentGroup": both(":", "appName", "deploymentGroupName"),
  "aws:codepipeline/pipeline:Pipeline": by("name"),
  "aws:dynamodb/table:Table": by("name"),
  "aws:iam/instanceProfile:InstanceProfile": by("name"),
  "aws:iam/role:Role": by("name"),
  "aws:iam/rolePolicy:RolePolicy": both(":", "role", "name"),
  "aws:kms/alias:Alias": by("name"),
  "aws:s3/bucket:Bucket": by("bucket"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": by("bucket"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": by("bucket"),
  "aws:s3/bucketPolicy:BucketPolicy": by("bucket"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": by("bucket"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": by("bucket"),
  "aws:s3/bucketVersioning:BucketVersioning": by("bucket"),
  "aws:ssm/parameter:Parameter": by("name"),
};

/** The id under which an interrupted creation would be found; undefined when AWS chose the id. */
export function naturalId(type: string, inputs: Inputs): string | undefined {
  return forms[type]?.(inputs);
}
