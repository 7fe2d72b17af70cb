/** Runs releases against a cloud, with time that passes only while they wait. */
import type { Outcome } from "../../../../functions/release/result";
import { runRelease } from "../../../../functions/release/run";
import { decode, encode, type State, tokenLimit } from "../../../../functions/release/state";
import type { World } from "../../../../functions/release/world";
import type { Asked, Cloud } from "./cloud";

export interface Run {
  outcome: Outcome;
  said: string[];
  /** States that were kept. */
  kept: string[];
}

/** A release to its end; every state that is kept is small enough for a pipeline. */
export async function release(of: Cloud, asked: Asked = {}, from?: string): Promise<Run> {
  return released(of, of.world({ watched: true, ...asked }), from);
}

export async function released(of: Cloud, world: World, from?: string, kept: string[] = []): Promise<Run> {
  const said: string[] = [];
  const state: State | undefined = from === undefined ? undefined : decode(from, world.request.digest);
  const outcome = await runRelease({
    world,
    ...(state ? { state } : {}),
    sleep: async (seconds) => of.clock.advance(seconds),
    say: (text) => said.push(text),
    async keep(next) {
      if (next.length > tokenLimit) throw new Error(`a state of ${next.length} characters`);
      kept.push(encode(decode(next, world.request.digest)));
    },
  });
  return { outcome, said, kept };
}

export function summary({ outcome }: Run): string {
  return outcome.passed ? `passed: ${outcome.summary}` : `failed: ${outcome.message}`;
}

export class Killed extends Error {
  override name = "Killed";
}

/** Counts the calls of a run: every point at which it could be killed. */
export async function points(of: Cloud, asked: Asked = {}): Promise<number> {
  let count = 0;
  of.around = () => {
    count += 1;
  };
  await release(of, asked);
  of.around = undefined;
  return count;
}

/** Does something once, at the n-th point from 0. */
export function at(of: Cloud, point: number, what: () => void | Promise<void>): void {
  let count = 0;
  of.around = async () => {
    count += 1;
    if (count - 1 === point) await what();
  };
}
