/** What the functions that pipelines invoke have in common: no network, no variables, no tracing, a log of their own. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { logRetentionDays as retentionPeriods } from "../../catalog/log-retention";
import { bundle, bundleHandler } from "../bundle";
import { type Finding, roleArnFindings } from "../problems";

export interface PipelineFunctionArgs {
  /** Physical name; pipelines name it in their actions. */
  functionName: string;
  /** ARN of the role that it runs with. */
  roleArn: string;
  logGroupName: string;
  /** Days for which its log is kept; one of CloudWatch's periods. Default 90. */
  logRetentionDays?: number;
  region: string;
}

export interface PipelineProgram {
  /** Name of the bundle. */
  bundle: string;
  description: string;
  memoryMegabytes: number;
  timeoutSeconds: number;
}

/**
 * CodePipeline gives a job up after 20 minutes without an answer, and Lambda delivers for 6 hours: a function must not
 * act on a job that is over (https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html).
 */
const answerSeconds = 1200;

export interface PipelineFunctionParts {
  functionName: pulumi.Output<string>;
  functionArn: pulumi.Output<string>;
  logGroupName: pulumi.Output<string>;
}

/** The children of a component, named `<name>-logs`, `<name>-function` and `<name>-events`. */
export function pipelineFunction(
  name: string,
  args: PipelineFunctionArgs,
  program: PipelineProgram,
  parent: pulumi.ComponentResource,
): PipelineFunctionParts {
  const { region } = args;
  const logs = new aws.cloudwatch.LogGroup(
    `${name}-logs`,
    { name: args.logGroupName, retentionInDays: args.logRetentionDays ?? 90, region },
    { parent },
  );
  const made = new aws.lambda.Function(
    `${name}-function`,
    {
      name: args.functionName,
      description: program.description,
      role: args.roleArn,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: bundleHandler,
      code: bundle(program.bundle),
      memorySize: program.memoryMegabytes,
      timeout: program.timeoutSeconds,
      loggingConfig: { logFormat: "Text", logGroup: logs.name },
      region,
    },
    { parent },
  );
  new aws.lambda.FunctionEventInvokeConfig(
    `${name}-events`,
    { functionName: made.name, maximumEventAgeInSeconds: answerSeconds, region },
    { parent },
  );
  return { functionName: made.name, functionArn: made.arn, logGroupName: logs.name };
}

export function pipelineFunctionFindings({
  functionName,
  roleArn,
  logGroupName,
  logRetentionDays,
}: PipelineFunctionArgs): Finding[] {
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
