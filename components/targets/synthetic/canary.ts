import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { servicePath } from "../../../catalog/naming";
import { runSeconds, syntheticProblems, syntheticRuntime, testOf } from "../../../catalog/rollout/synthetic";
import type { SyntheticAlarm } from "../../../catalog/target-types";
import { bundle, bundleText } from "../../bundle";
import { networkParameters } from "../../network/network";
import { refuse } from "../../problems";
import { allowEgress } from "../egress";
import { functionTrust } from "../lambda/function-documents";
import type { Dimensions } from "../rollback-alarms";
import { canaryBucket, resultDays } from "./canary-bucket";
import { answered, bucketName, type CanaryPlace, canaryPolicy, results } from "./canary-documents";

export interface SyntheticCanaryArgs extends CanaryPlace {
  /** What it asks, how often, and which answers pass. */
  alarm: SyntheticAlarm;
  /** Production address, `https://<name>`. */
  origin: pulumi.Input<string>;
  /** Days for which its log is kept. Default 90. */
  logDays?: number;
}

/**
 * A canary of CloudWatch Synthetics that asks a service's production address from the private subnets of the
 * environment's network: path, status, text and latency, every few minutes, whether or not anybody else does.
 *
 * It has a role, a security group, a log group and a bucket of its own, which in production is protected. Synthetics
 * makes the function behind it, and deletes it. The log group bears the function's name, which has an id of Synthetics' own: so it
 * is made after the canary, which may make none itself.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class SyntheticCanary extends pulumi.ComponentResource {
  readonly canaryName: pulumi.Output<string>;
  /** Of its metrics. */
  readonly dimensions: Dimensions[];

  constructor(name: string, args: SyntheticCanaryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:targets:SyntheticCanary", name, {}, opts);
    const { names, service, environment, alarm } = args;
    const problems = syntheticProblems(alarm);
    refuse(
      "SyntheticCanary",
      name,
      problems.map(({ field, ...rest }) => ({ property: `alarm.${field}`, ...rest })),
    );
    const { accountId, partition } = environment;
    const child = { parent: this };
    const store = canaryBucket(name, args, this);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: names.serviceRole(service, environment.name, "synthetic"),
        path: servicePath,
        description: `Canary of ${service} in ${environment.name}`,
        assumeRolePolicy: JSON.stringify(functionTrust(environment)),
        permissionsBoundary: names.boundaryArn(partition, accountId),
      },
      child,
    );
    const rights = new aws.iam.RolePolicy(
      `${name}-role-policy`,
      { name: "synthetic", role: role.name, policy: JSON.stringify(canaryPolicy(args)) },
      child,
    );
    const code = new aws.s3.BucketObjectv2(
      `${name}-code`,
      {
        bucket: store.bucket.bucket,
        key: codeKey(),
        source: bundle("synthetic", codeFile),
        // An object bears at most 10 tags: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
        overrideProvider: { defaultTags: { tags: {} } },
      },
      { parent: this, dependsOn: store.settings },
    );
    const canary = new aws.synthetics.Canary(
      `${name}-canary`,
      {
        name: names.canary(service),
        artifactS3Location: `s3://${bucketName(args)}/${results}`,
        artifactConfig: { s3Encryption: { encryptionMode: "SSE_S3" } },
        executionRoleArn: role.arn,
        handler: "index.handler",
        runtimeVersion: syntheticRuntime,
        s3Bucket: code.bucket,
        s3Key: code.key,
        schedule: { expression: rate(alarm.everyMinutes) },
        runConfig: {
          timeoutInSeconds: runSeconds(alarm),
          environmentVariables: { SYNTHETIC_TEST: settings(args) },
        },
        vpcConfig: network(name, args, this),
        successRetentionPeriod: resultDays,
        failureRetentionPeriod: resultDays,
        startCanary: true,
        deleteLambda: true,
      },
      // A function cannot be put into a network before its role may do that.
      { parent: this, dependsOn: [rights] },
    );
    new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: canary.engineArn.apply(logGroupOf), retentionInDays: args.logDays ?? 90 },
      child,
    );
    this.canaryName = canary.name;
    this.dimensions = [{ CanaryName: canary.name }];
    this.registerOutputs({ canaryName: this.canaryName });
  }
}

/**
 * Where Synthetics looks for the script, with any of its runtimes of Node.js:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_WritingCanary_Nodejs_Pup.html
 */
const codeFile = "nodejs/node_modules/index.js";

/**
 * Other code is another object, for Synthetics reads one only when its name changes; and so is another runtime, for
 * which Synthetics wants the code again (https://github.com/hashicorp/terraform-provider-aws/issues/46792).
 */
function codeKey(): string {
  const digest = createHash("sha256").update(syntheticRuntime).update(bundleText("synthetic")).digest("hex");
  return `code/${digest}.zip`;
}

/** https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_CanaryScheduleInput.html */
function rate(minutes: number): string {
  if (minutes === 60) return "rate(1 hour)";
  return `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`;
}

/** `SyntheticSettings` of functions/synthetic, as the canary reads them. */
function settings(args: SyntheticCanaryArgs): pulumi.Output<string> {
  const test = testOf(args.alarm);
  // What has answered one test has not answered another.
  const key = `${answered}/${createHash("sha256").update(JSON.stringify(test)).digest("hex")}`;
  return pulumi.output(args.origin).apply((origin) =>
    // It is asked by the balancer's own name, which no certificate bears.
    JSON.stringify({ test, place: { origin, anyName: true }, answered: { bucket: bucketName(args), key } }),
  );
}

/** It reaches the network, and the world by HTTPS. */
function network(
  name: string,
  { names, service, environment }: CanaryPlace,
  parent: pulumi.Resource,
): aws.types.input.synthetics.CanaryVpcConfig {
  const parameters = networkParameters(names, environment.name);
  const read = (parameter: string) => aws.ssm.getParameterOutput({ name: parameter }, { parent }).insecureValue;
  const fullName = names.ecsService(service, environment.name);
  const group = new aws.ec2.SecurityGroup(
    `${name}-security-group`,
    { name: `${fullName}-synthetic`, description: `Canary of ${fullName}`, vpcId: read(parameters.vpcId) },
    { parent },
  );
  allowEgress(name, group.id, environment.network.cidr, parent);
  return {
    subnetIds: read(parameters.privateSubnetIds).apply((list) => list.split(",")),
    securityGroupIds: [group.id],
  };
}

/** `arn:...:function:<name>:<version>` to the group that Lambda writes to by itself. */
function logGroupOf(engineArn: string): string {
  return `/aws/lambda/${engineArn.split(":")[6]}`;
}
