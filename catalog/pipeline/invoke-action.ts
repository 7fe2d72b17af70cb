/** An action that a function of the toolchain's carries out. */
import type { PipelineAction } from "./model";
import type { PipelinePlace } from "./place";

export interface Invocation {
  name: string;
  functionName: string;
  /** What the function is asked; values may hold variables of earlier actions. */
  parameters: object;
  /** Default 1. */
  runOrder?: number;
  /** Default: none. */
  inputs?: string[];
}

export function invokeAction({ accountId, region }: PipelinePlace, invocation: Invocation): PipelineAction {
  const { name, functionName, parameters, runOrder = 1, inputs = [] } = invocation;
  return {
    name,
    category: "Invoke",
    owner: "AWS",
    provider: "Lambda",
    version: "1",
    accountId,
    region,
    runOrder,
    inputs,
    outputs: [],
    configuration: invokeConfiguration(functionName, parameters),
  };
}

/** The same for a rule of a condition. */
export function invokeConfiguration(functionName: string, parameters: object): Record<string, string> {
  return { FunctionName: functionName, UserParameters: JSON.stringify(parameters) };
}
