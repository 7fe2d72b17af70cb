/**
 * Hooks of an appspec: Lambda functions that CodeDeploy runs at lifecycle events
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html).
 */
import { type DocumentProblem, problem } from "./problem";

/** In the order in which they run. A deployment cannot be rolled back at `BeforeInstall`. */
export const ecsHookEvents = [
  "BeforeInstall",
  "AfterInstall",
  "AfterAllowTestTraffic",
  "BeforeAllowTraffic",
  "AfterAllowTraffic",
] as const;
export type EcsHookEvent = (typeof ecsHookEvents)[number];

export const lambdaHookEvents = ["BeforeAllowTraffic", "AfterAllowTraffic"] as const;
export type LambdaHookEvent = (typeof lambdaHookEvents)[number];

/** Event to the name or ARN of its function. */
export type Hooks<E extends string> = Partial<Record<E, string>>;

/** As an appspec holds them: a list of maps of one key. */
export type HookList = Record<string, string>[];

export function hookList<E extends string>(events: readonly E[], hooks: Hooks<E>): HookList {
  return events.flatMap((event) => {
    const target = hooks[event];
    return target === undefined ? [] : [{ [event]: target }];
  });
}

const functionName = /^[a-zA-Z0-9-_]{1,64}$/;
const functionArn = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[a-zA-Z0-9-_]{1,64}(:[a-zA-Z0-9-_$]+)?$/;

/** What is wrong with the hooks, given as a map of event to function. */
export function hookProblems(events: readonly string[], hooks: Record<string, unknown>): DocumentProblem[] {
  return Object.entries(hooks).flatMap(([event, target]) => {
    if (!events.includes(event)) {
      return [problem(["Hooks", event], target, `is no event of this platform; there are ${events.join(", ")}`)];
    }
    if (typeof target === "string" && (functionName.test(target) || functionArn.test(target))) return [];
    return [problem(["Hooks", event], target, "must be the name or the ARN of a Lambda function")];
  });
}

/** A list of hooks as a map; an event that is given twice is a problem. */
export function hookMap(list: unknown): { hooks: Record<string, unknown>; problems: DocumentProblem[] } {
  const hooks: Record<string, unknown> = {};
  const problems: DocumentProblem[] = [];
  if (list === undefined) return { hooks, problems };
  if (!Array.isArray(list)) return { hooks, problems: [problem(["Hooks"], list, "must be a list")] };
  list.forEach((entry: unknown, index) => {
    for (const [event, target] of Object.entries((entry ?? {}) as object)) {
      if (Object.hasOwn(hooks, event)) {
        problems.push(problem(["Hooks", index, event], target, "is given twice; an event runs one function"));
      }
      hooks[event] = target;
    }
  });
  return { hooks, problems };
}
