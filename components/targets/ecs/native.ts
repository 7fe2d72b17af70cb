/** How a rollout by ECS itself is told to its service. */
import type * as aws from "@pulumi/aws";
import { nativeDeployment } from "../../../catalog/rollout/shift";
import type { TrafficRollout } from "../../../catalog/target-types";
import type { PlacedHook } from "./hooks";

/** `roleArn`: what ECS runs the functions of hooks with. */
export function deploymentConfiguration(
  rollout: TrafficRollout,
  hooks: PlacedHook[],
  roleArn: string,
): aws.types.input.ecs.ServiceDeploymentConfiguration {
  return {
    ...nativeDeployment(rollout),
    ...(hooks.length > 0 ? { lifecycleHooks: hooks.map((each) => lifecycleHook(each, roleArn)) } : {}),
  };
}

function lifecycleHook(
  { hook, functionArn }: PlacedHook,
  roleArn: string,
): aws.types.input.ecs.ServiceDeploymentConfigurationLifecycleHook {
  const lifecycleStages = [hook.stage];
  if (hook.kind !== "pause") return { targetType: "AWS_LAMBDA", hookTargetArn: functionArn!, roleArn, lifecycleStages };
  return {
    targetType: "PAUSE",
    lifecycleStages,
    timeoutConfiguration: {
      action: hook.onTimeout === "continue" ? "CONTINUE" : "ROLLBACK",
      timeoutInMinutes: String(hook.minutes),
    },
  };
}
