/** What happens to a release that takes longer than it may. */
import { failed, lookSeconds, type StepResult, waiting } from "./result";
import type { State } from "./state";
import type { World } from "./world";

/** Minutes in which a rollout that was told to stop has to be rolled back. */
export const graceMinutes = 30;

const minute = 60_000;

/** Whether nothing has been started in all the time. */
export function neverStarted({ phase, began }: State, { request, now }: World): boolean {
  return phase !== "watch" && phase !== "record" && now() - began >= request.minutes * minute;
}

/** Whether there is no hope left, not even of a rollback. */
export function givenUp({ began }: State, { request, now }: World): boolean {
  return now() - began >= (request.minutes + graceMinutes) * minute;
}

/**
 * A rollout that is under way: waits, or stops it when time is up. A release that has failed must not come to life
 * later, so it is rolled back, and the end of that is waited for.
 */
export async function underWay(
  state: State,
  world: World,
  waits: string,
  stop: () => Promise<void>,
): Promise<StepResult> {
  if (world.now() - state.began < world.request.minutes * minute) return waiting(state, waits, lookSeconds);
  if (state.stopped !== undefined) return waiting(state, state.waits ?? waits, lookSeconds);
  await stop();
  return waiting({ ...state, stopped: world.now() }, waits, lookSeconds);
}

/** A rollback that is waited for; where time was up, what was waited for then stays the reason. */
export function rollingBack(state: State, rollback: string): StepResult {
  const waits = `the rollback ${rollback} to end`;
  return waiting(state, state.stopped === undefined ? waits : (state.waits ?? waits), lookSeconds);
}

/** Begins the message of a failure, where the release itself ended the rollout. */
export function stoppedBecause({ stopped, waits }: State, { request }: World): string {
  if (stopped === undefined) return "";
  return `It had not ended after ${request.minutes} minutes, waiting for ${waits ?? "its end"}, and was stopped. `;
}

export function tooLate(state: State, { request }: World): StepResult {
  const where = state.deployment ? `the deployment ${state.deployment}` : "a deployment, of which none was seen,";
  const message =
    state.phase === "watch"
      ? `After ${request.minutes} minutes and ${graceMinutes} more for the rollback, ${where} is still waiting for ` +
        `${state.waits ?? "its end"}. See to it by hand before the next release.`
      : `Nothing was started in ${request.minutes} minutes, waiting for ${state.waits ?? "AWS"}. ` +
        "See to that, then retry the stage.";
  return failed(state, message);
}
