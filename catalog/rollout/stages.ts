/** Where in a rollout a hook may run: lifecycle stages of ECS, events of CodeDeploy. */
import { ecsHookEvents, lambdaHookEvents } from "../deploy-documents/hooks";

/**
 * Of ECS's own rollouts, in their order. Canary and linear ones come by `PRE_PRODUCTION_TRAFFIC_SHIFT` and
 * `PRODUCTION_TRAFFIC_SHIFT` at every step.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHook.html
 */
export const nativeStages = [
  "RECONCILE_SERVICE",
  "PRE_SCALE_UP",
  "POST_SCALE_UP",
  "TEST_TRAFFIC_SHIFT",
  "POST_TEST_TRAFFIC_SHIFT",
  "PRE_PRODUCTION_TRAFFIC_SHIFT",
  "PRODUCTION_TRAFFIC_SHIFT",
  "POST_PRODUCTION_TRAFFIC_SHIFT",
] as const;
export type NativeStage = (typeof nativeStages)[number];

/** Stages at which ECS does not pause; the same page says so. */
export const noPause: readonly string[] = ["TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"];

/** Stages and events from which on the new revision answers on the test listener, so that a request can reach it. */
export const answering: readonly string[] = [
  "POST_TEST_TRAFFIC_SHIFT",
  "PRE_PRODUCTION_TRAFFIC_SHIFT",
  "PRODUCTION_TRAFFIC_SHIFT",
  "POST_PRODUCTION_TRAFFIC_SHIFT",
  "AfterAllowTestTraffic",
  "BeforeAllowTraffic",
  "AfterAllowTraffic",
];

/** Every word that a hook's `stage` may be. */
export const lifecycleStages = [...nativeStages, ...ecsHookEvents] as const;

/** Stages of a target and controller. */
export function stagesFor(kind: "ecs" | "lambda", controller: "native" | "codedeploy"): readonly string[] {
  if (kind === "lambda") return lambdaHookEvents;
  return controller === "native" ? nativeStages : ecsHookEvents;
}
