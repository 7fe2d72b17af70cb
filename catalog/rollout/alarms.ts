/** What rolls a rollout on ECS or Lambda back: every alarm with its figures, and how long it takes to be raised. */
import type { EcsTarget, KnownAlarm, LambdaTarget, TrafficAlarm, TrafficRollout } from "../target-types";
import type { AlarmPlan, Watched } from "./alarm-plan";
import { isSynthetic, runSeconds, syntheticPart, syntheticPlan } from "./synthetic";

/** Word that no alarm of a file may bear: the one that is raised when any of the others is. */
export const compositePart = "rollback";

/** Pattern that is looked for in logs unless the file says another. */
export const usualPattern = "Exception";

/** Figures that are the file's to change. */
type Figures = Pick<AlarmPlan, "threshold" | "periodSeconds" | "evaluationPeriods">;

const usualFigures = { periodSeconds: 60, evaluationPeriods: 2 } as const;

interface Known extends Figures {
  description: string;
  over: Watched;
  namespace?: string;
  metric?: string;
  pattern?: string;
  statistic: string;
  /** The metric's units in one of the file's. */
  scale?: number;
}

const logs: Known = {
  description: `Lines with ${usualPattern} in the log`,
  over: "log",
  pattern: usualPattern,
  statistic: "Sum",
  threshold: 0,
  periodSeconds: 60,
  evaluationPeriods: 1,
};

/**
 * Of a load balancer, whose two target groups change places with every release:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
const application: Partial<Record<KnownAlarm, Known>> = {
  errors: {
    description: "Answers 5xx of the tasks",
    over: "load-balancer",
    namespace: "AWS/ApplicationELB",
    metric: "HTTPCode_Target_5XX_Count",
    statistic: "Sum",
    threshold: 5,
    ...usualFigures,
  },
  latency: {
    description: "Seconds of the slowest hundredth of answers",
    over: "load-balancer",
    namespace: "AWS/ApplicationELB",
    metric: "TargetResponseTime",
    statistic: "p99",
    threshold: 1,
    ...usualFigures,
  },
  unhealthy: {
    description: "Unhealthy tasks",
    over: "target-groups",
    namespace: "AWS/ApplicationELB",
    metric: "UnHealthyHostCount",
    statistic: "Maximum",
    threshold: 0,
    ...usualFigures,
  },
  log: logs,
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html */
const network: Partial<Record<KnownAlarm, Known>> = {
  unhealthy: { ...application.unhealthy!, namespace: "AWS/NetworkELB" },
  log: logs,
};

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
const lambda: Partial<Record<KnownAlarm, Known>> = {
  errors: {
    description: "Failed runs",
    over: "alias",
    namespace: "AWS/Lambda",
    metric: "Errors",
    statistic: "Sum",
    threshold: 0,
    ...usualFigures,
  },
  latency: {
    description: "Seconds of the slowest hundredth of runs",
    over: "alias",
    namespace: "AWS/Lambda",
    metric: "Duration",
    statistic: "p99",
    threshold: 1,
    scale: 1000,
    ...usualFigures,
  },
  throttles: {
    description: "Runs that Lambda refused",
    over: "alias",
    namespace: "AWS/Lambda",
    metric: "Throttles",
    statistic: "Sum",
    threshold: 0,
    ...usualFigures,
  },
  log: logs,
};

/** What decides which alarms there are. */
export type AlarmTarget =
  | { kind: "ecs"; loadBalancer: Pick<EcsTarget["loadBalancer"], "kind"> }
  | Pick<LambdaTarget, "kind">;

function table(target: AlarmTarget): Partial<Record<KnownAlarm, Known>> {
  if (target.kind === "lambda") return lambda;
  return target.loadBalancer.kind === "network" ? network : application;
}

/** Alarms that Slipway makes for a target. */
export function knownAlarms(target: AlarmTarget): KnownAlarm[] {
  return Object.keys(table(target)) as KnownAlarm[];
}

/** Last part of an alarm's name. */
export function alarmPart(alarm: string | { kind: string } | { known: string } | { name: string }): string {
  if (typeof alarm === "string") return alarm;
  if ("kind" in alarm) return syntheticPart;
  return "known" in alarm ? alarm.known : alarm.name;
}

/**
 * Seconds that an alarm takes at most: a fault is in a whole period only from the next one on, and metrics come late.
 * Twice the evaluated time holds for every period; an alarm of 5 periods of a minute takes 600 seconds.
 */
export function reactionSeconds({
  periodSeconds,
  evaluationPeriods,
}: Pick<AlarmPlan, "periodSeconds" | "evaluationPeriods">): number {
  return 2 * periodSeconds * evaluationPeriods;
}

/** One plan for each alarm that a rollout lists and its target knows. */
export function rollbackAlarms(target: AlarmTarget, { alarms }: Pick<TrafficRollout, "alarms">): AlarmPlan[] {
  return alarms.flatMap((alarm) => {
    const plan = planOf(target, alarm);
    if (!plan) return [];
    // A run is counted when it has ended.
    const run = isSynthetic(alarm) ? runSeconds(alarm) : 0;
    return [{ ...plan, reactionSeconds: reactionSeconds(plan) + run }];
  });
}

type Unmeasured = Omit<AlarmPlan, "reactionSeconds">;

function planOf(target: AlarmTarget, alarm: TrafficAlarm): Unmeasured | undefined {
  const part = alarmPart(alarm);
  if (typeof alarm === "string") return knownPlan(table(target)[alarm], part, {});
  if ("kind" in alarm) return target.kind === "ecs" ? syntheticPlan(alarm) : undefined;
  if ("known" in alarm) return knownPlan(table(target)[alarm.known], part, alarm);
  const { threshold, periodSeconds, evaluationPeriods, datapoints = evaluationPeriods } = alarm;
  const figures = { threshold, periodSeconds, evaluationPeriods, datapoints };
  if ("pattern" in alarm) {
    const { pattern } = alarm;
    return {
      part,
      description: `Lines with ${pattern} in the log`,
      over: "log",
      pattern,
      statistic: "Sum",
      ...figures,
    };
  }
  const { namespace, metric, statistic, dimensions } = alarm;
  const description = `${statistic} of ${namespace} ${metric}`;
  return { part, description, over: "given", namespace, metric, dimensions, statistic, ...figures };
}

function knownPlan(
  known: Known | undefined,
  part: string,
  own: Partial<Figures & { datapoints: number }>,
): Unmeasured | undefined {
  if (!known) return undefined;
  const { scale = 1, ...rest } = known;
  const evaluationPeriods = own.evaluationPeriods ?? known.evaluationPeriods;
  return {
    part,
    ...rest,
    threshold: (own.threshold ?? known.threshold) * scale,
    periodSeconds: own.periodSeconds ?? known.periodSeconds,
    evaluationPeriods,
    datapoints: own.datapoints ?? evaluationPeriods,
  };
}

/** Rule of an alarm that is raised when any of these is: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export function compositeRule(alarmNames: readonly string[]): string {
  return alarmNames.map((name) => `ALARM("${name}")`).join(" OR ");
}
