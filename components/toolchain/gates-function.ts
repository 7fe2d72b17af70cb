import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { logRetentionDays as retentionPeriods } from "../../catalog/log-retention";
import { bundle, bundleHandler } from "../bundle";
import { type Finding, refuse, roleArnFindings } from "../problems";

export interface GatesFunctionArgs {
  /** Physical name; pipelines name it in their gates. */
  functionName: string;
  /** ARN of the role that it runs with. */
  roleArn: string;
  logGroupName: string;
  /** Days for which its log is kept; one of CloudWatch's periods. Default 90. */
  logRetentionDays?: number;
  region: string;
}

/** Enough to read the largest artifact that the gates take: 256 MiB in memory, 1 GiB unpacked (`functions/gates/digest.ts`). */
const size = { memoryMegabytes: 1024, timeoutSeconds: 120 } as const;

/**
 * CodePipeline gives a job up after 20 minutes without an answer, and Lambda delivers for 6 hours: a gate must not act
 * on a job that is over (https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html).
 */
const answerSeconds = 1200;

/**
 * The one Lambda function behind every gate of every pipeline. It has no network, no variables and no tracing, and
 * writes to a log group of its own.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class GatesFunction extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: GatesFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:GatesFunction", name, {}, opts);
    refuse("GatesFunction", name, findings(args));
    const { region } = args;
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: args.logGroupName, retentionInDays: args.logRetentionDays ?? 90, region },
      { parent: this },
    );
    const gates = new aws.lambda.Function(
      `${name}-function`,
      {
        name: args.functionName,
        description: "Gates of the delivery pipelines",
        role: args.roleArn,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: bundleHandler,
        code: bundle("gates"),
        memorySize: size.memoryMegabytes,
        timeout: size.timeoutSeconds,
        loggingConfig: { logFormat: "Text", logGroup: logs.name },
        region,
      },
      { parent: this },
    );
    new aws.lambda.FunctionEventInvokeConfig(
      `${name}-events`,
      { functionName: gates.name, maximumEventAgeInSeconds: answerSeconds, region },
      { parent: this },
    );
    this.functionName = gates.name;
    this.functionArn = gates.arn;
    this.logGroupName = logs.name;
    this.registerOutputs({ functionName: gates.name, functionArn: gates.arn, logGroupName: logs.name });
  }
}

function findings({ functionName, roleArn, logGroupName, logRetentionDays }: GatesFunctionArgs): Finding[] {
  const found = roleArnFindings("roleArn", [roleArn]).map((each) => ({ ...each, property: "roleArn" }));
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(functionName)) {
    const reason = "must be 1 to 64 of A-Z, a-z, 0-9, - and _";
    found.push({ property: "functionName", value: functionName, reason });
  }
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  if (!/^[A-Za-z0-9_/.#-]{1,512}$/.test(logGroupName)) {
    const reason = "must be 1 to 512 of A-Z, a-z, 0-9, _, -, /, . and #";
    found.push({ property: "logGroupName", value: logGroupName, reason });
  }
  if (logRetentionDays !== undefined && !retentionPeriods.some((days) => days === logRetentionDays)) {
    const reason = `must be one of ${retentionPeriods.join(", ")}`;
    found.push({ property: "logRetentionDays", value: logRetentionDays, reason });
  }
  return found;
}
