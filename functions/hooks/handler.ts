/** A hook: tests, and says in every case how it went. */
import type { SmokePlace, SmokeTest } from "../../catalog/smoke-test";
import { smokeTestProblems } from "../../catalog/smoke-test";
import { type HookAnswer, type HookEvent, isCodeDeploy, isRollingBack } from "./event";
import { smokeTest, type Verdict } from "./smoke";
import type { World } from "./world";

/** What a hook was made for: JSON in the variable `SMOKE_TEST` of its function. */
export interface HookSettings {
  test: SmokeTest;
  place: SmokePlace;
}

/** Milliseconds before the function's own end at which a test is given up, so that there is time to say so. */
export const reserve = 10_000;

export interface Run {
  /** The variable's text. */
  settings: string | undefined;
  /** Milliseconds until Lambda ends the function. */
  remaining(): number;
}

/** Rejects only when CodeDeploy cannot be told: Lambda then runs the hook again. */
export async function handle(event: HookEvent, run: Run, world: World): Promise<HookAnswer> {
  const verdict = await judge(event, run, world);
  console.log(JSON.stringify({ hook: nameOf(event), ...verdict }));
  if (isCodeDeploy(event)) {
    const status = verdict.passed ? "Succeeded" : "Failed";
    await world.report(event.DeploymentId, event.LifecycleEventHookExecutionId, status);
  }
  return { hookStatus: verdict.passed ? "SUCCEEDED" : "FAILED" };
}

/** A verdict whatever happens: an exception and the end of the time are failures like any other. */
async function judge(event: HookEvent, run: Run, world: World): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Verdict>((resolve) => {
    const reason = "The function's time ended before the test did";
    timer = setTimeout(() => resolve({ passed: false, reason }), Math.max(0, run.remaining() - reserve));
  });
  try {
    return await Promise.race([test(event, run, world), late]);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { passed: false, reason: `The test could not be made: ${name}: ${message}` };
  } finally {
    clearTimeout(timer);
  }
}

async function test(event: HookEvent, run: Run, world: World): Promise<Verdict> {
  if (!isCodeDeploy(event) && isRollingBack(event)) {
    return { passed: true, reason: "The revision is being rolled back; nothing is tested" };
  }
  const { test, place } = settingsOf(run.settings);
  const { path, latencyMs } = test;
  if ("origin" in place) return smokeTest(test, () => world.request(place, path, latencyMs), world);
  const version = isCodeDeploy(event) ? await world.targetVersion(event.DeploymentId) : undefined;
  if (version === undefined) {
    return { passed: false, reason: "CodeDeploy does not say which version of the function it deploys" };
  }
  return smokeTest(test, () => world.invoke(place.function, version, path, latencyMs), world);
}

function settingsOf(text: string | undefined): HookSettings {
  const { test, place } = JSON.parse(text ?? "null") as HookSettings;
  const problems = smokeTestProblems(test);
  if (problems.length > 0) {
    throw new Error(`SMOKE_TEST: ${problems.map(({ field, reason }) => `${field} ${reason}`).join("; ")}`);
  }
  return { test, place };
}

function nameOf(event: HookEvent): string | undefined {
  return isCodeDeploy(event) ? event.DeploymentId : `${event.resourceArn} ${event.lifecycleStage}`;
}
