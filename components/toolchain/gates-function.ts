import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../problems";
import { type PipelineFunctionArgs, pipelineFunction, pipelineFunctionFindings } from "./pipeline-function";

export type GatesFunctionArgs = PipelineFunctionArgs;

/** Enough to read the largest artifact that the gates take: 256 MiB in memory, 1 GiB unpacked (`functions/gates/digest.ts`). */
const program = {
  bundle: "gates",
  description: "Gates of the delivery pipelines",
  memoryMegabytes: 1024,
  timeoutSeconds: 120,
} as const;

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
    refuse("GatesFunction", name, pipelineFunctionFindings(args));
    const { functionName, functionArn, logGroupName } = pipelineFunction(name, args, program, this);
    this.functionName = functionName;
    this.functionArn = functionArn;
    this.logGroupName = logGroupName;
    this.registerOutputs({ functionName, functionArn, logGroupName });
  }
}
