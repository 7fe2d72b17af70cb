/** The ready-made smoke test. */
import { pauseSeconds, type SmokeTest } from "../../catalog/smoke-test";
import type { Answer, World } from "./world";

export interface Verdict {
  passed: boolean;
  /** What was seen, without anything of the body: it may hold secrets. */
  reason: string;
}

type Ask = () => Promise<Answer>;

/** Tries rows of requests until one passes as a whole. Never rejects. */
export async function smokeTest(test: SmokeTest, ask: Ask, world: Pick<World, "now" | "sleep">): Promise<Verdict> {
  let reason = "";
  for (let attempt = 1; attempt <= test.attempts; attempt++) {
    if (attempt > 1) await world.sleep(pauseSeconds * 1000);
    const wrong = await row(test, ask, world);
    if (wrong === undefined) return { passed: true, reason: `${test.requests} requests passed at attempt ${attempt}` };
    reason = wrong;
    console.log(JSON.stringify({ attempt, reason }));
  }
  return { passed: false, reason: `${reason}, at the last of ${test.attempts} attempts` };
}

/** What is wrong with the first request that does not pass. */
async function row(test: SmokeTest, ask: Ask, { now }: Pick<World, "now">): Promise<string | undefined> {
  for (let request = 1; request <= test.requests; request++) {
    const begun = now();
    let answer: Answer;
    try {
      answer = await ask();
    } catch (error) {
      return `${test.path} was not answered: ${error instanceof Error ? error.message : String(error)}`;
    }
    const wrong = problems(test, answer, now() - begun);
    if (wrong.length > 0) return `${test.path} ${wrong.join(" and ")}`;
  }
  return undefined;
}

function problems({ status, contains, matches, latencyMs }: SmokeTest, answer: Answer, took: number): string[] {
  return [
    ...(answer.status === status ? [] : [`answered ${answer.status} instead of ${status}`]),
    ...(contains === undefined || answer.body.includes(contains) ? [] : ["answered without the expected text"]),
    ...(matches === undefined || new RegExp(matches).test(answer.body) ? [] : ["answered without the expected match"]),
    ...(took <= latencyMs ? [] : [`took ${Math.round(took)} of ${latencyMs} ms`]),
  ];
}
