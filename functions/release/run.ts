/** A release by hand: one step after the other until it ends. */

import type { Outcome } from "./result";
import { beginning, encode, type State } from "./state";
import { step } from "./step";
import type { World } from "./world";

export interface Loop {
  world: World;
  sleep(seconds: number): Promise<void>;
  /** Called with what is waited for, whenever that changes. */
  say(text: string): void;
  /** Where an earlier run of the same release stood. Default: at the beginning. */
  state?: State;
  /** Keeps the state, so that a run that is killed can go on. Default: not kept; a further run then looks again. */
  keep?(state: string): Promise<void>;
}

/** Rejects with what no further try would mend; what the release failed of otherwise is in the outcome. */
export async function runRelease({ world, sleep, say, state: given, keep }: Loop): Promise<Outcome> {
  let state = given ?? beginning(world.request.digest, world.now());
  let said = "";
  for (;;) {
    const { state: next, done, wait } = await step(state, world);
    if (done) return done;
    state = next;
    if (wait === undefined) continue;
    await keep?.(encode(state));
    const text = state.waits ? `Waiting for ${state.waits}` : "";
    if (text && text !== said) say(text);
    said = text;
    if (wait > 0) await sleep(wait);
  }
}
