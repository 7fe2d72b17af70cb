/** When how much traffic goes over, and how the two controllers are told so. */
import type { Naming } from "../naming";
import type { TrafficRollout, TrafficStrategy } from "../target-types";

/** At so many minutes after the first shift the new revision gets so many percent. */
export interface ShiftStep {
  minute: number;
  percent: number;
}

type Shift = Pick<TrafficRollout, "strategy" | "percent" | "minutes">;

/** `rolling` moves no traffic by weight: its tasks come and go, so it has one step as well. */
export function shiftSteps({ strategy, percent, minutes }: Shift): ShiftStep[] {
  if (strategy === "canary") {
    return [
      { minute: 0, percent },
      { minute: minutes, percent: 100 },
    ];
  }
  if (strategy !== "linear") return [{ minute: 0, percent: 100 }];
  const count = Math.ceil(100 / percent);
  return Array.from({ length: count }, (_, index) => ({
    minute: index * minutes,
    percent: Math.min(100, (index + 1) * percent),
  }));
}

/** Minutes between the first and the last shift. */
export function minutesOfShift(shift: Shift): number {
  return shiftSteps(shift).at(-1)!.minute;
}

/** Whether a bad revision first gets a part of the traffic only. */
export function isGradual(strategy: TrafficStrategy): boolean {
  return strategy === "canary" || strategy === "linear";
}

/** `deploymentConfiguration` of a service on ECS, without its hooks; minutes are text there. */
export interface NativeDeployment {
  strategy: "ROLLING" | "BLUE_GREEN" | "CANARY" | "LINEAR";
  bakeTimeInMinutes?: string;
  canaryConfiguration?: { canaryPercent: number; canaryBakeTimeInMinutes: string };
  linearConfiguration?: { stepPercent: number; stepBakeTimeInMinutes: string };
}

/** Of a rollout with controller `native`; what has no counterpart there the checks have refused. */
export function nativeDeployment({ strategy, percent, minutes, bake }: TrafficRollout): NativeDeployment {
  const bakeTimeInMinutes = String(bake);
  switch (strategy) {
    case "rolling":
      return { strategy: "ROLLING" };
    case "canary":
      return {
        strategy: "CANARY",
        bakeTimeInMinutes,
        canaryConfiguration: { canaryPercent: percent, canaryBakeTimeInMinutes: String(minutes) },
      };
    case "linear":
      return {
        strategy: "LINEAR",
        bakeTimeInMinutes,
        linearConfiguration: { stepPercent: percent, stepBakeTimeInMinutes: String(minutes) },
      };
    case "blue-green":
    case "all-at-once":
      return { strategy: "BLUE_GREEN", bakeTimeInMinutes };
  }
}

export type CodeDeployPlatform = "ECS" | "Lambda";

/** `trafficRoutingConfig` of a deployment configuration, which CodeDeploy counts in whole percent and minutes. */
export type TrafficRouting =
  | { type: "TimeBasedCanary"; timeBasedCanary: { percentage: number; interval: number } }
  | { type: "TimeBasedLinear"; timeBasedLinear: { percentage: number; interval: number } };

export interface CodeDeployConfig {
  name: string;
  /** Of a configuration of ours; absent for one of AWS's own. */
  trafficRouting?: TrafficRouting;
}

/**
 * Minutes for which AWS has a configuration of its own with 10 percent:
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
const predefined = {
  ECS: { canary: [5, 15], linear: [1, 3] },
  Lambda: { canary: [5, 10, 15, 30], linear: [1, 2, 3, 10] },
} as const;
const predefinedPercent = 10;

/**
 * AWS's own configuration where one says exactly this, or one of ours. A configuration never changes, so ours bears its
 * figures in its name: another figure is another configuration, made before the old one goes.
 */
export function codedeployConfig(
  { strategy, percent, minutes }: Shift,
  platform: CodeDeployPlatform,
  place: { names: Naming; service: string; environment: string },
): CodeDeployConfig {
  if (strategy !== "canary" && strategy !== "linear") return { name: `CodeDeployDefault.${platform}AllAtOnce` };
  const known: readonly number[] = predefined[platform][strategy];
  if (percent === predefinedPercent && known.includes(minutes)) {
    return { name: `CodeDeployDefault.${platform}${predefinedWords(platform, strategy, minutes)}` };
  }
  const name = `${place.names.deploymentConfig(place.service, place.environment)}-${strategy}-${percent}-${minutes}`;
  const figures = { percentage: percent, interval: minutes };
  return {
    name,
    trafficRouting:
      strategy === "canary"
        ? { type: "TimeBasedCanary", timeBasedCanary: figures }
        : { type: "TimeBasedLinear", timeBasedLinear: figures },
  };
}

/** AWS writes `Every1Minutes` for ECS and `Every1Minute` for Lambda. */
function predefinedWords(platform: CodeDeployPlatform, strategy: "canary" | "linear", minutes: number): string {
  if (strategy === "canary") return `Canary${predefinedPercent}Percent${minutes}Minutes`;
  const unit = minutes === 1 && platform === "Lambda" ? "Minute" : "Minutes";
  return `Linear${predefinedPercent}PercentEvery${minutes}${unit}`;
}
