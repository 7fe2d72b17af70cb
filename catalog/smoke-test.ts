/** A smoke test of a new revision: requests that must be answered as expected before, or after, it gets traffic. */

export interface SmokeTest {
  /** Path of each request, with its query. */
  path: string;
  status: number;
  /** Text that the body must contain. Default: any body. */
  contains?: string;
  /** Regular expression that the body must match. Default: any body. */
  matches?: string;
  /** Milliseconds that an answer may take; one that takes longer is given up. */
  latencyMs: number;
  /** Requests in a row, all of which must pass. */
  requests: number;
  /** How often the row is tried before the test fails. */
  attempts: number;
}

/**
 * What is asked: a load balancer's listener, as `https://<name>:<port>`, or a function's version that is deployed.
 * With `anyName` the certificate must be
 * valid, whatever name it bears: who gives a load balancer a certificate need not say for which name.
 */
export type SmokePlace = { origin: string; anyName?: boolean } | { function: string };

/** The test of what says more than one, such as when it runs. */
export function smokeTest({ path, status, contains, matches, latencyMs, requests, attempts }: SmokeTest): SmokeTest {
  return {
    path,
    status,
    ...(contains === undefined ? {} : { contains }),
    ...(matches === undefined ? {} : { matches }),
    latencyMs,
    requests,
    attempts,
  };
}

/** Seconds between two rows: a target that has just been registered answers within some of them. */
export const pauseSeconds = 10;
/** Rows that are tried. */
export const usualAttempts = 5;

/**
 * Seconds that Lambda runs a function at most (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html):
 * less than the hour that CodeDeploy waits for a hook to report
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html), and than the day
 * that ECS waits by default.
 */
export const longestFunction = 900;
/** Seconds that are left for the function's start, and for reporting. */
export const reserveSeconds = 30;
/** Seconds that a test takes at most. */
export function longestSeconds({ attempts, requests, latencyMs }: SmokeTest): number {
  return Math.ceil((attempts * requests * latencyMs) / 1000) + (attempts - 1) * pauseSeconds;
}

/** What is wrong with a test, by field. */
export function smokeTestProblems(test: SmokeTest): { field: keyof SmokeTest; value: unknown; reason: string }[] {
  const between = (field: "status" | "latencyMs" | "requests" | "attempts", least: number, most: number) =>
    Number.isInteger(test[field]) && test[field] >= least && test[field] <= most
      ? []
      : [{ field, value: test[field], reason: `must be a whole number from ${least} to ${most}` }];
  const figures = [
    ...between("status", 100, 599),
    ...between("latencyMs", 1, 60_000),
    ...between("requests", 1, 100),
    ...between("attempts", 1, 60),
  ];
  const most = longestFunction - reserveSeconds;
  const seconds = longestSeconds(test);
  return [
    // With two of them, or a backslash, it would name another host than the target's.
    ...(/^\/(?!\/)[^\s#\\]*$/.test(test.path)
      ? []
      : [
          {
            field: "path" as const,
            value: test.path,
            reason: "must be a path that begins with one /, such as /health",
          },
        ]),
    ...figures,
    ...(test.matches === undefined || isPattern(test.matches)
      ? []
      : [{ field: "matches" as const, value: test.matches, reason: "must be a regular expression" }]),
    ...(figures.length === 0 && seconds > most
      ? [
          {
            field: "attempts" as const,
            value: test.attempts,
            reason: `makes a test of up to ${seconds} seconds, and a function runs ${most} beside its reserve; use fewer attempts or requests, or a lower latencyMs`,
          },
        ]
      : []),
  ];
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
