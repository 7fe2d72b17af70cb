/** Physical names for resources whose program gives none: `<logical name>-<7 hexadecimal digits>`. */
import { hex } from "../ids";
import type { ResourceSchema, TypeSchema } from "../schema";
import type { Properties } from "../types";
import { isAbsent, text } from "../values";

interface NameRule {
  property: string;
  maximum: number;
  lower?: boolean;
  prefix?: string;
  suffix?: (inputs: Properties) => string;
}

const fifo = (property: string) => (inputs: Properties) => (inputs[property] === true ? ".fifo" : "");
const bucket: NameRule = { property: "bucket", maximum: 63, lower: true };

/** Where the general rule does not hold; lengths are the services' own limits. */
const rules: Record<string, Partial<NameRule>> = {
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketV2:BucketV2": bucket,
  "aws:lb/loadBalancer:LoadBalancer": { maximum: 32 },
  "aws:alb/loadBalancer:LoadBalancer": { maximum: 32 },
  "aws:lb/targetGroup:TargetGroup": { maximum: 32 },
  "aws:alb/targetGroup:TargetGroup": { maximum: 32 },
  "aws:elb/loadBalancer:LoadBalancer": { maximum: 32 },
  "aws:iam/role:Role": { maximum: 64 },
  "aws:iam/user:User": { maximum: 64 },
  "aws:iam/group:Group": { maximum: 128 },
  "aws:iam/policy:Policy": { maximum: 128 },
  "aws:iam/rolePolicy:RolePolicy": { maximum: 128 },
  "aws:iam/instanceProfile:InstanceProfile": { maximum: 128 },
  "aws:lambda/function:Function": { maximum: 64 },
  "aws:cloudwatch/eventRule:EventRule": { maximum: 64 },
  "aws:cloudwatch/eventBus:EventBus": { maximum: 256 },
  "aws:codeconnections/connection:Connection": { maximum: 32 },
  "aws:codestarconnections/connection:Connection": { maximum: 32 },
  "aws:codepipeline/pipeline:Pipeline": { maximum: 100 },
  "aws:codedeploy/application:Application": { maximum: 100 },
  "aws:codedeploy/deploymentConfig:DeploymentConfig": { property: "deploymentConfigName", maximum: 100 },
  "aws:ec2/launchTemplate:LaunchTemplate": { maximum: 125 },
  "aws:ecr/repository:Repository": { maximum: 256, lower: true },
  "aws:kms/alias:Alias": { maximum: 256, prefix: "alias/" },
  "aws:sns/topic:Topic": { maximum: 256, suffix: fifo("fifoTopic") },
  "aws:sqs/queue:Queue": { maximum: 80, suffix: fifo("fifoQueue") },
};

const digits = 7;

function rule(schema: TypeSchema): NameRule | undefined {
  const found = { property: "name", maximum: 255, ...rules[schema.type] };
  const input = schema.in[found.property];
  return input === "s" && schema.out[found.property] === "s!" ? found : undefined;
}

/** The property that bears the auto-name of a type, if the provider names it. */
export function namedProperty(schema: TypeSchema): string | undefined {
  return rule(schema)?.property;
}

function conflicts(schema: ResourceSchema, property: string, inputs: Properties): boolean {
  const prefixed = `${property}Prefix`;
  return prefixed in schema.in && !isAbsent(inputs[prefixed]);
}

/** The auto-name of a resource, or undefined when its type has none or the program gives a name or prefix. */
export function autoName(
  schema: TypeSchema,
  logicalName: string,
  inputs: Properties,
  olds: Properties | undefined,
  seed: string,
): Properties {
  const named = rule(schema);
  if (!named || !isAbsent(inputs[named.property]) || conflicts(schema, named.property, inputs)) return {};
  const kept = text(olds?.[named.property]);
  if (kept !== undefined && isAutoName(kept)) return { [named.property]: kept };
  const base = `${named.prefix ?? ""}${named.lower ? logicalName.toLowerCase() : logicalName}`;
  const suffix = named.suffix?.(inputs) ?? "";
  const room = named.maximum - digits - 1 - suffix.length;
  const random = hex(seed, schema.type, digits);
  return { [named.property]: `${base.slice(0, room)}-${random}${suffix}` };
}

/** Whether a name looks like one made here. */
export function isAutoName(name: string): boolean {
  return /-[0-9a-f]{7}(\.fifo)?$/.test(name);
}
