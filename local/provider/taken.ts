/** Names that are taken, for resources that exist as a record only. */
import type { Records, ResourceRecord } from "./records";

/**
 * Types whose creation by AWS's API is a put: a second one overwrites, and AWS does not complain. Everything that
 * is set on another resource (policies, attachments, settings) is of this kind too, see `isSetting`.
 */
const puts = new Set([
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
  "aws:ecs/taskDefinition:TaskDefinition",
  "aws:autoscaling/lifecycleHook:LifecycleHook",
  "aws:autoscaling/policy:Policy",
  "pulumiservice:index:DeploymentSettings",
  "pulumiservice:index:StackTags",
]);

const isSetting = (type: string) =>
  /(Policy|Attachment|Association|Configuration|Versioning|Controls|Block|Notification|Lifecycle|Logging|Tag)$/.test(
    type,
  ) && !/^aws:(iam|organizations|ec2|autoscaling)\//.test(type);

/** Error codes of AWS's services for a name that is taken; the rest say ResourceAlreadyExistsException. */
const codes: Record<string, string> = {
  "aws:codebuild/project:Project": "ResourceAlreadyExistsException",
  "aws:codedeploy/application:Application": "ApplicationAlreadyExistsException",
  "aws:codedeploy/deploymentConfig:DeploymentConfig": "DeploymentConfigAlreadyExistsException",
  "aws:codedeploy/deploymentGroup:DeploymentGroup": "DeploymentGroupAlreadyExistsException",
  "aws:codepipeline/pipeline:Pipeline": "PipelineNameInUseException",
  "aws:ecr/repository:Repository": "RepositoryAlreadyExistsException",
  "aws:ecs/service:Service": "InvalidParameterException: Creation of service was not idempotent",
  "aws:eks/cluster:Cluster": "ResourceInUseException",
  "aws:lambda/function:Function": "ResourceConflictException",
  "aws:lambda/permission:Permission": "ResourceConflictException",
  "aws:lb/loadBalancer:LoadBalancer": "DuplicateLoadBalancerName",
  "aws:lb/targetGroup:TargetGroup": "DuplicateTargetGroupName",
  "aws:autoscaling/group:Group": "AlreadyExists",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "EntityAlreadyExists",
};

/** Whether creating it again overwrites what is there. */
export function overwrites(type: string): boolean {
  return puts.has(type) || isSetting(type);
}

/**
 * Why a resource cannot be made because one of its id, ARN or name exists, or undefined. Some services make up
 * ids, so the id alone would let a duplicate pass.
 */
export function takenBy(records: Records, made: ResourceRecord): string | undefined {
  if (overwrites(made.type)) return undefined;
  const same = records.list(made.account, made.region, made.type).find((found) => isSame(found, made));
  if (!same) return undefined;
  const place = made.region === "global" ? `account ${made.account}` : `account ${made.account}, ${made.region}`;
  const code = codes[made.type] ?? "ResourceAlreadyExistsException";
  return `creating ${made.type}: ${code}: ${same.id} exists already in ${place}. Import it, or choose another name.`;
}

function isSame(found: ResourceRecord, made: ResourceRecord): boolean {
  if (found.id === made.id) return true;
  const [before, after] = [found.outputs["arn"], made.outputs["arn"]];
  if (before !== undefined && before === after) return true;
  return namesInAccount.has(made.type) && found.outputs["name"] === made.outputs["name"];
}

/** Types whose ARN holds a made-up part, but whose name stands once per account and region. */
const namesInAccount = new Set([
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:lb/targetGroup:TargetGroup",
  "aws:autoscaling/group:Group",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:codestarconnections/connection:Connection",
  "aws:codeconnections/connection:Connection",
]);
