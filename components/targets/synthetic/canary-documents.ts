/** What a canary runs with, and who may use the bucket of its code and results. */
import { type PolicyDocument, policy } from "../../../catalog/iam/document";
import type { Naming } from "../../../catalog/naming";
import type { Environment } from "../../../catalog/types";
import { interfaceStatements, logStatement } from "../lambda/function-documents";
import { networkStacks } from "../lambda/function-network";

export interface CanaryPlace {
  names: Naming;
  service: string;
  environment: Environment;
}

/** Beginnings of objects' names: results, which expire, and what a canary knows of the address. */
export const results = "results";
export const answered = "answered";

export function bucketName({ names, service, environment }: CanaryPlace): string {
  return names.canaryBucket(service, environment.accountId, environment.region);
}

/**
 * What a canary in a network needs, with its own bucket, log and namespace only:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_CanaryPermissions.html.
 * Its log group is Pulumi's, so it may make none.
 */
export function canaryPolicy(place: CanaryPlace): PolicyDocument {
  const { names, service, environment } = place;
  const { partition, accountId, region } = environment;
  const bucket = `arn:${partition}:s3:::${bucketName(place)}`;
  const functions = names.canaryFunction(service);
  return policy(
    {
      Sid: "Write",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: [`${bucket}/${answered}/*`, `${bucket}/${results}/*`],
    },
    {
      // Who may not list is told that a missing object is forbidden:
      // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
      Sid: "Look",
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:ListBucket"],
      Resource: bucket,
    },
    { Sid: "FindBucket", Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" },
    {
      Sid: "Count",
      Effect: "Allow",
      Action: "cloudwatch:PutMetricData",
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": "CloudWatchSynthetics" } },
    },
    logStatement(`arn:${partition}:logs:${region}:${accountId}:log-group:/aws/lambda/${functions}:*`),
    ...interfaceStatements(environment, { stacks: networkStacks(place), functions: [functions] }),
  );
}

/** The account's own roles are let in by their own policies; nobody speaks to it in clear text. */
export function canaryBucketPolicy(place: CanaryPlace): PolicyDocument {
  const bucket = `arn:${place.environment.partition}:s3:::${bucketName(place)}`;
  return policy({
    Sid: "DenyClearText",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucket, `${bucket}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
}
