/** How long a rollout may take, part by part, against what waits for it and against its alarms. */
import type { Step } from "../schema/path";
import { longestSeconds } from "../smoke-test";
import type { TrafficHook, TrafficRollout } from "../target-types";
import type { AlarmPlan } from "./alarm-plan";
import { type AlarmTarget, alarmPart, rollbackAlarms } from "./alarms";
import { networkShiftMinutes, type TimeLimitName, timeLimits } from "./limits";
import { minutesOfShift, shiftSteps } from "./shift";

/** A problem of a rollout; the path begins at the rollout. */
export interface RolloutProblem {
  path: Step[];
  value: unknown;
  message: string;
}

/** Something in a rollout that takes time. */
export interface Span {
  /** Where the file says so, or would. */
  path: Step[];
  what: string;
  minutes: number;
}

/** A target, of which only its load balancer matters. */
interface Balanced {
  kind: string;
  loadBalancer?: { kind: "application" | "network" };
}

/** Stages of ECS that come at every step of a shift. */
const repeated: readonly string[] = ["PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"];

/** Minutes that a hook takes at most, each time. */
export function hookTime(hook: TrafficHook): number {
  return hook.kind === "smoke" ? Math.ceil(longestSeconds(hook) / 60) : hook.minutes;
}

/** Everything that a rollout waits for at most, in order; starting and stopping tasks comes on top. */
export function rolloutSpans({ loadBalancer }: Balanced, rollout: TrafficRollout): Span[] {
  const { ready, hooks, bake, controller } = rollout;
  const steps = shiftSteps(rollout).length;
  const behindNetwork = loadBalancer?.kind === "network";
  const hookSpans = hooks.map((hook, index): Span => {
    const times = repeated.includes(hook.stage) ? steps : 1;
    const often = times === 1 ? "" : `, ${times} times`;
    return {
      path: ["hooks", index, ...(hook.kind === "smoke" ? [] : ["minutes"])],
      what: `${hook.kind} at ${hook.stage}${often}`,
      minutes: hookTime(hook) * times,
    };
  });
  const all: Span[] = [
    { path: ["ready", "minutes"], what: "wait before the shift", minutes: ready?.minutes ?? 0 },
    ...hookSpans,
    { path: ["minutes"], what: "shift", minutes: minutesOfShift(rollout) },
    {
      path: ["strategy"],
      what: "ECS's own wait behind a network load balancer",
      // Once for the test traffic, and at every step.
      minutes: behindNetwork && controller === "native" ? networkShiftMinutes * (steps + 1) : 0,
    },
    { path: ["bake"], what: "bake", minutes: bake },
  ];
  return all.filter(({ minutes }) => minutes > 0);
}

export function rolloutMinutes(target: Balanced, rollout: TrafficRollout): number {
  return rolloutSpans(target, rollout).reduce((sum, { minutes }) => sum + minutes, 0);
}

/**
 * Minutes for what has no figure: fetching images, starting tasks, health checks, draining, and what was started before
 * and is waited for. A figure of ours; the circuit breaker of ECS and the figures of CodeDeploy end what is hopeless sooner.
 */
const slackMinutes = 120;

/** After how many minutes a release that has not ended is stopped and rolled back. */
export function releaseMinutes(target: Balanced, rollout: TrafficRollout): number {
  return Math.min(rolloutMinutes(target, rollout) + slackMinutes, timeLimits.releaseAction.minutes);
}

/** Parts that are longer than what AWS gives them, and rollouts that are longer than what waits for them. */
export function timeProblems(
  target: AlarmTarget,
  rollout: TrafficRollout,
  action: TimeLimitName = "releaseAction",
): RolloutProblem[] {
  return [...partProblems(target, rollout), ...totalProblems(target, rollout, action)];
}

function partProblems(target: AlarmTarget, rollout: TrafficRollout): RolloutProblem[] {
  const { strategy, controller, minutes, bake } = rollout;
  const over = (path: Step[], value: number, limit: TimeLimitName, used = value): RolloutProblem[] => {
    const { what, minutes: most } = timeLimits[limit];
    const makes = used === value ? "is" : `makes ${used} minutes,`;
    return used <= most ? [] : [{ path, value, message: `${makes} more than the ${most} minutes of ${what}` }];
  };
  const native = controller === "native";
  const shift = minutesOfShift(rollout);
  const codedeploy = target.kind === "lambda" ? "lambdaShift" : "ecsShift";
  return [
    ...(native && strategy === "canary" ? over(["minutes"], minutes, "nativeCanary") : []),
    ...(native && strategy === "linear" ? over(["minutes"], minutes, "nativeStep") : []),
    ...(native ? [] : over(["minutes"], minutes, codedeploy, shift)),
    ...over(["bake"], bake, native ? "nativeBake" : "terminationWait"),
  ];
}

function totalProblems(target: AlarmTarget, rollout: TrafficRollout, action: TimeLimitName): RolloutProblem[] {
  const { what, minutes: most } = timeLimits[action];
  const spans = rolloutSpans(target, rollout);
  const total = rolloutMinutes(target, rollout);
  if (total <= most) return [];
  const longest = spans.reduce((a, b) => (b.minutes > a.minutes ? b : a));
  const parts = spans.map((span) => `${span.what} ${span.minutes}`).join(", ");
  const message = `is part of a rollout of ${total} minutes (${parts}), and ${what} waits ${most} minutes; shorten one of them`;
  return [{ path: longest.path, value: longest.minutes, message }];
}

/** Waits in which an alarm must be able to stop a rollout, and that are too short for the slowest one. */
export function reactionProblems(target: AlarmTarget, rollout: TrafficRollout): RolloutProblem[] {
  const plans = rollbackAlarms(target, rollout);
  const [first, ...others] = plans;
  if (!first) return [];
  const slowest = others.reduce((a, b) => (b.reactionSeconds > a.reactionSeconds ? b : a), first);
  const index = rollout.alarms.findIndex((alarm) => alarmPart(alarm) === slowest.part);
  return watchedSpans(target, rollout)
    .filter(({ minutes }) => minutes * 60 <= slowest.reactionSeconds)
    .map(({ path, what, minutes }) => ({ path, value: minutes, message: tooShort(what, slowest, index) }));
}

function tooShort(what: string, alarm: AlarmPlan, index: number): string {
  const { part, periodSeconds, evaluationPeriods, reactionSeconds } = alarm;
  const least = Math.floor(reactionSeconds / 60) + 1;
  return `is too short for ${what}: the alarm ${part} (alarms[${index}]: ${evaluationPeriods} periods of ${periodSeconds} seconds) takes up to ${reactionSeconds} seconds to be raised; give at least ${least}, or a faster alarm`;
}

/** A linear shift on ECS goes on into its bake, which is watched as well. */
function watchedSpans(target: AlarmTarget, rollout: TrafficRollout): Span[] {
  const { strategy, minutes, bake } = rollout;
  const lambda = target.kind === "lambda";
  const partial =
    strategy === "canary"
      ? [{ path: ["minutes"], what: "the first part of the traffic", minutes }]
      : strategy === "linear" && lambda
        ? [{ path: ["minutes"], what: "the whole shift", minutes: minutesOfShift(rollout) }]
        : [];
  const after =
    lambda || strategy === "rolling" ? [] : [{ path: ["bake"], what: "the time after the shift", minutes: bake }];
  return [...partial, ...after];
}
