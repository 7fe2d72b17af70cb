/** A world whose answers are recorded, and a clock that moves when it is told to. */
import type { SmokePlace, SmokeTest } from "../../../catalog/smoke-test";
import type { HookSettings, Run } from "../../../functions/hooks/handler";
import type { Answer, World } from "../../../functions/hooks/world";

export const test: SmokeTest = { path: "/health", status: 200, latencyMs: 500, requests: 1, attempts: 3 };
export const listener: SmokePlace = { origin: "https://orders.internal:8443" };

/** What a request meets: an answer after some milliseconds, an error, or nothing ever. */
export type Recorded = (Partial<Answer> & { after?: number }) | Error | "never";

export interface Recording extends World {
  asked: string[];
  reported: [deployment: string, execution: string, status: string][];
  slept: number[];
}

/** The last answer is given for ever. */
export function recording(answers: Recorded[], changes: Partial<World> = {}): Recording {
  let clock = 0;
  const left = [...answers];
  const next = async (): Promise<Answer> => {
    const answer = left.length > 1 ? left.shift()! : left[0]!;
    if (answer === "never") return new Promise(() => {});
    if (answer instanceof Error) throw answer;
    clock += answer.after ?? 10;
    return { status: answer.status ?? 200, body: answer.body ?? "" };
  };
  const asked: string[] = [];
  const reported: Recording["reported"] = [];
  const slept: number[] = [];
  return {
    asked,
    reported,
    slept,
    async request({ origin }, path) {
      asked.push(`${origin}${path}`);
      return next();
    },
    async invoke(name, version, path) {
      asked.push(`${name}:${version}${path}`);
      return next();
    },
    targetVersion: async () => "7",
    async report(deployment, execution, status) {
      reported.push([deployment, execution, status]);
    },
    now: () => clock,
    async sleep(milliseconds) {
      slept.push(milliseconds);
      clock += milliseconds;
    },
    ...changes,
  };
}

export function run(settings: Partial<HookSettings> | string = {}, remaining = 900_000): Run {
  const text = typeof settings === "string" ? settings : JSON.stringify({ test, place: listener, ...settings });
  return { settings: text, remaining: () => remaining };
}
