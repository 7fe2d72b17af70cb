/** What one step of a release ends with. */
import type { State } from "./state";

export type Outcome =
  | { passed: true; summary: string; variables: Record<string, string> }
  | { passed: false; message: string };

export interface StepResult {
  state: State;
  done?: Outcome;
  /**
   * Seconds until the next step is worth while. Where it is set, 0 too, the state is kept first: a release that is
   * killed goes on from there.
   */
  wait?: number;
}

export function waiting(state: State, waits: string, seconds: number): StepResult {
  return { state: { ...state, waits }, wait: seconds };
}

export function failed(state: State, message: string): StepResult {
  return { state, done: { passed: false, message } };
}

/** Seconds between two looks at a rollout, which takes minutes. */
export const lookSeconds = 15;
