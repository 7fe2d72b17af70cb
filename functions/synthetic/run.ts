/**
 * One run of a canary: a row of requests to the production address. A failed run rejects.
 *
 * Until the address has once answered as expected there is nothing to lose: before a service's first release, and where
 * a test is newer than the release that will pass it. Such a failure counts as passed, for an alarm that is raised when
 * a rollout begins would stop it, or would not be watched.
 */
import type { SmokePlace, SmokeTest } from "../../catalog/smoke-test";
import { smokeTestProblems } from "../../catalog/smoke-test";
import { smokeTest } from "../hooks/smoke";
import type { World as HookWorld } from "../hooks/world";

/** What a canary was made for: JSON in its variable `SYNTHETIC_TEST`. */
export interface SyntheticSettings {
  test: SmokeTest;
  place: Extract<SmokePlace, { origin: string }>;
  /** Bucket, and name of the object that is there once the address has answered as expected. */
  answered: { bucket: string; key: string };
}

export interface World extends Pick<HookWorld, "request" | "now" | "sleep"> {
  exists(object: SyntheticSettings["answered"]): Promise<boolean>;
  write(object: SyntheticSettings["answered"]): Promise<void>;
}

/** Resolves with what was seen. `text`: the variable's. */
export async function run(text: string | undefined, world: World): Promise<string> {
  const { test, place, answered } = settingsOf(text);
  const verdict = await smokeTest(test, () => world.request(place, test.path, test.latencyMs), world);
  if (verdict.passed) {
    if (!(await world.exists(answered))) await world.write(answered);
    return verdict.reason;
  }
  if (await world.exists(answered)) throw new Error(verdict.reason);
  return `Nothing has passed yet, so nothing is lost: ${verdict.reason}`;
}

function settingsOf(text: string | undefined): SyntheticSettings {
  const settings = JSON.parse(text ?? "null") as SyntheticSettings;
  const problems = smokeTestProblems(settings.test);
  if (problems.length > 0) {
    throw new Error(`SYNTHETIC_TEST: ${problems.map(({ field, reason }) => `${field} ${reason}`).join("; ")}`);
  }
  return settings;
}
