/** A cloud that stacks are applied to: AWS itself, or the laptop's. */
import type { StackPlan, StateLocation } from "../../catalog/types";
import type { Calls } from "../../functions/release/enter";
import type { Place } from "../../functions/release/sdk";
import type { DeliveryServices } from "../pipelines/services";
import type { PipelineStage } from "../release/services";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Options for a client of the AWS SDK. */
export interface ClientOptions {
  region: string;
  credentials?: Credentials;
  endpoint?: string;
  forcePathStyle?: boolean;
}

export interface Cloud {
  readonly kind: "laptop" | "aws";
  /** For messages: `the laptop cloud` or `AWS`. */
  readonly title: string;
  /** Environment of the engine and its plugins, besides credentials; undefined removes a variable. */
  readonly environment: Record<string, string | undefined>;
  /** Credentials that the command was started with; undefined for the SDK's own search. */
  readonly ambient: Credentials | undefined;
  client(region: string, credentials?: Credentials): ClientOptions;
  /** Why a role cannot be assumed here although STS would answer; AWS itself decides that at the call. */
  refusal(roleArn: string, caller: { arn: string; accountId: string }, plan: StackPlan): Promise<string | undefined>;
  /** What runs in the pipelines of an account and region, and which connections are complete. */
  delivery(region: string, credentials?: Credentials): Promise<DeliveryServices>;
  readonly releases: ReleaseCloud;
  /** Parameters of the backend's URL that this cloud needs. */
  readonly backendParameters: Record<string, string>;
}

/** What releases by hand ask of a cloud. */
export interface ReleaseCloud {
  /** Calls of the services, made from a place. */
  calls: Calls;
  /** The stages of a pipeline, and what runs in them. */
  pipelineStages(name: string, place: Place): Promise<PipelineStage[]>;
  /** How long a second of waiting takes: a rollout on the laptop goes on with every look. */
  readonly secondMs: number;
}

/** The backend's URL for one state location. */
export function backendUrl(cloud: Cloud, state: StateLocation): string {
  const parameters = new URLSearchParams({ region: state.region, ...cloud.backendParameters });
  return `s3://${state.bucket}/${state.prefix}?${parameters}`;
}

/** The secrets provider's URL for one state location. */
export function secretsProviderUrl(state: StateLocation): string {
  return `awskms://${state.keyAlias}?region=${state.region}`;
}
