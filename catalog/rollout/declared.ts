/** From the words of a service's file to its target and rollouts: defaults that depend on other fields. */
import type { AlarmSettings } from "../schema/alarm";
import type { RolloutSettings } from "../schema/rollout";
import type { TargetSettings } from "../schema/target";
import type {
  EcsTarget,
  FleetRollout,
  KnownAlarm,
  LambdaTarget,
  Rollout,
  RolloutAlarm,
  Target,
  TrafficAlarm,
  TrafficHook,
  TrafficRollout,
} from "../target-types";
import { usualSynthetic } from "./synthetic";

/** What a canary, a linear shift and the old revision's stay are when the file says nothing. */
export const usual = {
  strategy: "canary",
  /** The first shift of a canary: 10 percent, and the rest after 5 minutes. */
  canary: { percent: 10, minutes: 5 },
  /** Every step of a linear shift: 10 percent a minute. */
  linear: { percent: 10, minutes: 1 },
  /** Minutes for which the old revision stays after the shift. */
  bake: 15,
  /** Minutes for which CodeDeploy waits for a person. */
  ready: 60,
} as const;

type EcsWords = Extract<TargetSettings, { kind: "ecs" }>;
type LambdaWords = Extract<TargetSettings, { kind: "lambda" }>;

/** `images`: names of the images that the service's build makes. */
export function targetOf(settings: TargetSettings, images: string[]): Target {
  if (settings.kind === "ec2-in-place") return settings;
  return settings.kind === "ecs" ? ecsOf(settings) : lambdaOf(settings, images);
}

/** The checks hold that a container is left, and that it has a port. */
function ecsOf({ traffic, ...settings }: EcsWords): EcsTarget {
  const chosen = trafficContainer(settings.containers, traffic)!;
  return {
    ...settings,
    containers: settings.containers.map((each) => ({ ...each, image: each.image ?? each.name })),
    capacity: settings.capacity,
    container: chosen.name,
    port: chosen.port!,
  } as EcsTarget;
}

type Containers = EcsWords["containers"];

/** The container that gets the traffic: the one named, else the only one with a port. */
export function trafficContainer(containers: Containers, named?: string): Containers[number] | undefined {
  const open = containers.filter(({ port }) => port !== undefined);
  if (named !== undefined) return open.find(({ name }) => name === named);
  return open.length === 1 ? open[0] : undefined;
}

function lambdaOf(settings: LambdaWords, images: string[]): LambdaTarget {
  if (settings.package === "zip") return settings;
  const image = settings.image ?? images[0];
  return image === undefined ? settings : { ...settings, image };
}

export function rolloutOf(target: TargetSettings, settings: RolloutSettings): Rollout {
  return target.kind === "ec2-in-place" ? fleetOf(settings) : trafficOf(target, settings);
}

export function fleetOf({ batch, alarms }: RolloutSettings): FleetRollout {
  // The checks refuse every alarm of traffic on a fleet.
  return { batch: batch ?? "one", alarms: (alarms ?? ["status"]) as RolloutAlarm[] };
}

export function trafficOf(target: EcsWords | LambdaWords, settings: RolloutSettings): TrafficRollout {
  const { ready, alarms, hooks } = settings;
  const strategy = settings.strategy ?? usual.strategy;
  const figures = strategy === "linear" ? usual.linear : usual.canary;
  const lambda = target.kind === "lambda";
  return {
    strategy,
    controller: settings.controller ?? (lambda ? "codedeploy" : "native"),
    percent: settings.percent ?? figures.percent,
    minutes: settings.minutes ?? figures.minutes,
    bake: settings.bake ?? (lambda || strategy === "rolling" ? 0 : usual.bake),
    ...(ready ? { ready: { ...ready, minutes: ready.minutes ?? (ready.onTimeout === "stop" ? usual.ready : 0) } } : {}),
    alarms: alarms?.map((alarm) => alarmOf(target, alarm)) ?? usualAlarms(target),
    hooks: (hooks ?? []).map((hook) => hookOf(target, hook)),
  };
}

/** A network load balancer counts no answers. */
function usualAlarms(target: EcsWords | LambdaWords): KnownAlarm[] {
  if (target.kind === "lambda") return ["errors", "log"];
  return target.loadBalancer.kind === "network" ? ["unhealthy", "log"] : ["errors", "unhealthy", "log"];
}

/** The checks refuse the alarms of a fleet, and a canary where there is no address. */
function alarmOf(target: EcsWords | LambdaWords, alarm: AlarmSettings): TrafficAlarm {
  const path = asked(target);
  if (alarm === "synthetic") return { ...usualSynthetic, path };
  return (
    typeof alarm !== "string" && "kind" in alarm ? { ...alarm, path: alarm.path ?? path } : alarm
  ) as TrafficAlarm;
}

/** Path that tests ask when the file names none. */
function asked(target: EcsWords | LambdaWords): string {
  return target.kind === "ecs" ? target.health : "/";
}

function hookOf(target: EcsWords | LambdaWords, hook: NonNullable<RolloutSettings["hooks"]>[number]): TrafficHook {
  if (hook.kind !== "smoke") return hook;
  return { ...hook, path: hook.path ?? asked(target) };
}
