/** A canary of CloudWatch Synthetics that asks a service's production address: figures, limits and how it becomes an alarm. */
import { longestSeconds, type SmokeTest, smokeTest, smokeTestProblems } from "../smoke-test";
import type { SyntheticAlarm, TrafficAlarm } from "../target-types";
import type { AlarmPlan } from "./alarm-plan";

/**
 * The newest runtime of Node.js for scripts of one's own, which also brings a browser that nobody opens here:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Library_nodejs_puppeteer.html.
 * AWS says when one ends:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Runtime_Support_Policy.html
 */
export const syntheticRuntime = "syn-nodejs-puppeteer-15.0";

/** Last part of the alarm's name. */
export const syntheticPart = "synthetic";

/** https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_CanaryScheduleInput.html */
export const mostEveryMinutes = 60;

/**
 * Requests of a run when the file says nothing: while a canary gives a new revision 10 percent of the traffic, about
 * two runs of three meet it.
 */
export const usualRequests = 10;

/** What a file means that only says `synthetic`. */
export const usualSynthetic = {
  kind: syntheticPart,
  status: 200,
  latencyMs: 1000,
  requests: usualRequests,
  everyMinutes: 1,
  evaluationPeriods: 2,
} as const;

/**
 * Seconds for the start of function and instruments, of which AWS asks for at least as many:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Library_nodejs_puppeteer.html
 */
const startSeconds = 15;
/** https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_CanaryRunConfigInput.html */
const longestRun = 840;

/** One run: a row of requests, once. */
export function testOf(alarm: SyntheticAlarm): SmokeTest {
  return smokeTest({ ...alarm, attempts: 1 });
}

/** Seconds that a run takes at most, and after which Synthetics ends it. */
export function runSeconds(alarm: SyntheticAlarm): number {
  return startSeconds + longestSeconds(testOf(alarm));
}

/** What is wrong with a canary, by field. A run ends before the next one begins. */
export function syntheticProblems(alarm: SyntheticAlarm): { field: string; value: unknown; reason: string }[] {
  const found = smokeTestProblems(testOf(alarm));
  const { everyMinutes, requests, latencyMs } = alarm;
  const most = Math.min(longestRun, everyMinutes * 60);
  const seconds = runSeconds(alarm);
  if (found.length > 0 || seconds <= most) return found;
  const reason = `times ${latencyMs} milliseconds, and ${startSeconds} seconds for the start, make a run of up to ${seconds} seconds, and it has ${most}; use fewer requests, a lower latencyMs${everyMinutes < longestRun / 60 ? ", or a higher everyMinutes" : ""}`;
  return [{ field: "requests", value: requests, reason }];
}

export function isSynthetic(alarm: TrafficAlarm): alarm is SyntheticAlarm {
  return typeof alarm !== "string" && "kind" in alarm;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_metrics.html */
export function syntheticPlan({
  everyMinutes,
  evaluationPeriods,
  datapoints = evaluationPeriods,
}: SyntheticAlarm): Omit<AlarmPlan, "reactionSeconds"> {
  return {
    part: syntheticPart,
    description: "Failed runs of the canary that asks the production address",
    over: "canary",
    namespace: "CloudWatchSynthetics",
    metric: "SuccessPercent",
    statistic: "Average",
    threshold: 100,
    below: true,
    silenceIsFault: true,
    periodSeconds: everyMinutes * 60,
    evaluationPeriods,
    datapoints,
  };
}
