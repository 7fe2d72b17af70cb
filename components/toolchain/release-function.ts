import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../problems";
import { type PipelineFunctionArgs, pipelineFunction, pipelineFunctionFindings } from "./pipeline-function";

export type ReleaseFunctionArgs = PipelineFunctionArgs;

/**
 * Memory as the gates', whose artifacts it reads. Lambda runs an invocation that fails up to twice more, with 3 minutes
 * of waiting (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html): of 5 minutes each,
 * the last ends before CodePipeline gives the job up after 20.
 */
const program = {
  bundle: "release",
  description: "Releases of the delivery pipelines to ECS and Lambda",
  memoryMegabytes: 1024,
  timeoutSeconds: 300,
} as const;

/**
 * The one Lambda function behind every release to ECS and Lambda, and every task that runs once. It waits in no
 * invocation: CodePipeline asks again. It enters the target accounts by their release roles.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class ReleaseFunction extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: ReleaseFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:ReleaseFunction", name, {}, opts);
    refuse("ReleaseFunction", name, pipelineFunctionFindings(args));
    const { functionName, functionArn, logGroupName } = pipelineFunction(name, args, program, this);
    this.functionName = functionName;
    this.functionArn = functionArn;
    this.logGroupName = logGroupName;
    this.registerOutputs({ functionName, functionArn, logGroupName });
  }
}
