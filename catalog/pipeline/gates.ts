/** Actions and rules that the gates function decides: what each is asked, as the text that reaches it. */
import type { StandardLimits } from "../deploy-documents/standard-files";
import type { Wave } from "../service-types";
import { invokeAction, invokeConfiguration } from "./invoke-action";
import type { PipelineAction, PipelineRule } from "./model";
import type { PipelinePlace } from "./place";

/**
 * What a gate is asked; functions/gates reads the same. Values may hold variables of earlier actions.
 * `supersede`: whether older runs of the pipeline that wait for an approval end now.
 */
export type GateRequest =
  | { gate: "definition"; parameter: string; digest: string; pipeline: string; execution: string }
  | { gate: "candidate"; pipeline: string; execution: string; supersede: boolean }
  /** `files`: what the files of a service on ECS may name, where CodePipeline's own actions deploy them. */
  | { gate: "same"; digest: string; files?: StandardLimits }
  | { gate: "changed"; releases: string; environments: string[]; digest: string }
  | { gate: "previous"; releases: string; environments: string[] }
  | { gate: "approver"; pipeline: string; execution: string; stage: string; action: string }
  | {
      gate: "record";
      releases: string;
      environment: string;
      digest: string;
      execution: string;
      commit: string;
      pipeline: string;
      supersede: boolean;
      /** Whether everything that follows the deployment has succeeded; until then its wave is never skipped. */
      passed: boolean;
    };

/** Environments that a request names at most, so that it stays within the 1,000 characters of an action's parameters. */
const mostNamed = 20;

/**
 * The environments of a wave for a request that names them all; undefined when they are too many. Such a wave is never
 * skipped, and its approval message gives their number instead of what each runs.
 */
export function namedEnvironments({ stages }: Wave): string[] | undefined {
  return stages.length > mostNamed ? undefined : stages.map(({ environment }) => environment);
}

/** The run that an action belongs to. */
export const execution = "#{codepipeline.PipelineExecutionId}";

/** Namespace of the action that takes the artifact's digest, and the digest for later actions. */
export const candidateNamespace = "Candidate";
export const candidateDigest = `#{${candidateNamespace}.Digest}`;

export interface GateAction {
  name: string;
  runOrder: number;
  request: GateRequest;
  inputs?: string[];
  namespace?: string;
}

export function gateAction(place: PipelinePlace, { request, namespace, ...action }: GateAction): PipelineAction {
  return {
    ...invokeAction(place, { ...action, functionName: place.catalog.names.gates, parameters: request }),
    ...(namespace ? { namespace } : {}),
  };
}

export function gateRule(place: PipelinePlace, name: string, request: GateRequest): PipelineRule {
  return {
    name,
    provider: "LambdaInvoke",
    region: place.region,
    inputs: [],
    configuration: invokeConfiguration(place.catalog.names.gates, request),
  };
}
