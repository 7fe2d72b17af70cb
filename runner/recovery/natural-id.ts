/**
 * Ids that follow from what was declared: a resource whose creation was interrupted can be looked for under its
 * name. The form of each id is the one that the provider's import takes (section "Import" of each resource's page in
 * the Pulumi registry).
 */
type Inputs = Record<string, unknown>;

/** Where a resource is made: for ids that are ARNs. */
export interface Place {
  partition: string;
  accountId: string;
  region: string;
}

type Form = (inputs: Inputs, place: Place) => string | undefined;

const text = (inputs: Inputs, key: string) => (typeof inputs[key] === "string" ? inputs[key] : undefined);

const by =
  (key: string): Form =>
  (inputs) =>
    text(inputs, key);

const both =
  (separator: string, ...keys: string[]): Form =>
  (inputs) => {
    const parts = keys.map((key) => text(inputs, key));
    return parts.includes(undefined) ? undefined : parts.join(separator);
  };

const policyArn: Form = (inputs, { partition, accountId }) => {
  const name = text(inputs, "name");
  return name && `arn:${partition}:iam::${accountId}:policy${text(inputs, "path") ?? "/"}${name}`;
};

const topicArn: Form = (inputs, { partition, accountId, region }) => {
  const name = text(inputs, "name");
  return name && `arn:${partition}:sns:${region}:${accountId}:${name}`;
};

const reportGroupArn: Form = (inputs, { partition, accountId, region }) => {
  const name = text(inputs, "name");
  return name && `arn:${partition}:codebuild:${region}:${accountId}:report-group/${name}`;
};

const forms: Record<string, Form> = {
  "aws:cloudwatch/eventRule:EventRule": by("name"),
  "aws:cloudwatch/eventTarget:EventTarget": both("/", "rule", "targetId"),
  "aws:cloudwatch/logGroup:LogGroup": by("name"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": by("name"),
  "aws:codebuild/project:Project": by("name"),
  "aws:codebuild/reportGroup:ReportGroup": reportGroupArn,
  "aws:codecommit/approvalRuleTemplate:ApprovalRuleTemplate": by("name"),
  "aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation": both(
    ",",
    "approvalRuleTemplateName",
    "repositoryName",
  ),
  "aws:codecommit/repository:Repository": by("repositoryName"),
  "aws:codedeploy/application:Application": by("name"),
  "aws:codedeploy/deploymentConfig:DeploymentConfig": by("deploymentConfigName"),
  "aws:codedeploy/deploymentGroup:DeploymentGroup": both(":", "appName", "deploymentGroupName"),
  "aws:codepipeline/pipeline:Pipeline": by("name"),
  "aws:dynamodb/table:Table": by("name"),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": by("repository"),
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": by("ecrRepositoryPrefix"),
  "aws:ecr/repository:Repository": by("name"),
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": by("prefix"),
  "aws:ecr/repositoryPolicy:RepositoryPolicy": by("repository"),
  "aws:lambda/function:Function": by("name"),
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": by("functionName"),
  "aws:ec2/route:Route": both("_", "routeTableId", "destinationCidrBlock"),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": both("/", "subnetId", "routeTableId"),
  "aws:iam/instanceProfile:InstanceProfile": by("name"),
  "aws:iam/policy:Policy": policyArn,
  "aws:iam/role:Role": by("name"),
  "aws:iam/rolePolicy:RolePolicy": both(":", "role", "name"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": both("/", "role", "policyArn"),
  "aws:kms/alias:Alias": by("name"),
  "aws:s3/bucket:Bucket": by("bucket"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": by("bucket"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": by("bucket"),
  "aws:s3/bucketPolicy:BucketPolicy": by("bucket"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": by("bucket"),
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": by("bucket"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": by("bucket"),
  "aws:s3/bucketVersioning:BucketVersioning": by("bucket"),
  "aws:sns/topic:Topic": topicArn,
  "aws:sns/topicPolicy:TopicPolicy": by("arn"),
  "aws:ssm/parameter:Parameter": by("name"),
};

/** The id under which an interrupted creation would be found; undefined when AWS chose the id. */
export function naturalId(type: string, inputs: Inputs, place: Place): string | undefined {
  // A resource may be in another region than its stack.
  const region = text(inputs, "region") ?? place.region;
  return forms[type]?.(inputs, { ...place, region });
}
