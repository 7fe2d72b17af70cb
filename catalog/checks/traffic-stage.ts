import type { EcsSettings } from "../schema/ecs";
import type { LambdaSettings } from "../schema/lambda";
import type { RolloutSettings } from "../schema/rollout";
import type { TrafficRollout } from "../target-types";

/** What the checks of a rollout on ECS or Lambda look at. */
export interface TrafficStage {
  target: EcsSettings | LambdaSettings;
  /** What the file says, and what it means with all defaults. */
  words: RolloutSettings;
  rollout: TrafficRollout;
  production: boolean;
  /** Whether CodePipeline's own actions deploy, with their limits. */
  standard: boolean;
  /** Undefined when the organisation's file has a problem. */
  prefix: string | undefined;
  /** Another service that a function belongs to, by the function's name. */
  ownerOf(functionName: string): string | undefined;
}
