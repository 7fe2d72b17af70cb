/** An alarm that rolls back, before it is a resource. */

/** What the dimensions of a metric are: the stack that makes the resources knows them. */
export type Watched = "load-balancer" | "target-groups" | "alias" | "canary" | "log" | "given";

export interface AlarmPlan {
  /** Last part of the alarm's name: `names.alarm(service, environment, part)`. */
  part: string;
  description: string;
  over: Watched;
  /** Absent for `log`: the metric is the filter's own. */
  namespace?: string;
  metric?: string;
  /** Of `given` only. */
  dimensions?: Record<string, string>;
  /** Filter pattern, of `log` only. */
  pattern?: string;
  statistic: string;
  /** The alarm is raised above it, with `below` below it; in the metric's own unit. */
  threshold: number;
  below?: true;
  /** Whether silence is a fault: of what always has something to say. */
  silenceIsFault?: true;
  periodSeconds: number;
  evaluationPeriods: number;
  datapoints: number;
  /** Seconds from a fault until the alarm is raised, at most. */
  reactionSeconds: number;
}
