/** How far a release is: all that is kept between two looks, in the continuation token of a pipeline's job. */
import { Refusal } from "../gates/refusal";

/** Longest token: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobSuccessResult.html */
export const tokenLimit = 2048;

export const phases = ["check", "prepare", "undo", "start", "watch", "record"] as const;
export type Phase = (typeof phases)[number];

export interface State {
  phase: Phase;
  digest: string;
  /** When the build of the content began, where it is known, in milliseconds since 1970. */
  built?: number;
  /** When the release began, in milliseconds since 1970. */
  began: number;
  /** Deployments created after it may be this release's own; the service's clock, in milliseconds since 1970. */
  after?: number;
  /** ARN of the task definition, or number of the version, that is released. */
  revision?: string;
  /** ARN of the template that the revision was made from. */
  template?: string;
  /** ARN or id of the deployment that is watched. */
  deployment?: string;
  /** ARN or id of the deployment that is rolled back instead of a rollout. */
  undone?: string;
  /** Of a function: its image, or the digest of its zip. */
  code?: string;
  /** Whether new code was put into the function, or a deployment or its end asked for, which may take moments to be seen. */
  asked?: boolean;
  /** When it was told to stop because time was up. */
  stopped?: number;
  /** Of a task that runs once: the job that it runs for. */
  job?: string;
  /** Faults of AWS in a row. */
  faults?: number;
  /** What is waited for, in a few words. */
  waits?: string;
}

export function beginning(digest: string, now: number): State {
  return { phase: "check", digest, began: now };
}

/** Characters of `waits`; the rest of a state is names of limited length. */
const waitsLimit = 200;

export function encode(state: State): string {
  const { waits } = state;
  return JSON.stringify({ ...state, ...(waits ? { waits: waits.slice(0, waitsLimit) } : {}) });
}

/** Throws a `Refusal` for what is no state, or one of another release. */
export function decode(token: string, digest: string): State {
  let state: Partial<State> | null = null;
  try {
    state = JSON.parse(token) as Partial<State> | null;
  } catch {
    // Told below.
  }
  const sound = state && phases.some((phase) => phase === state.phase) && typeof state.began === "number";
  if (!sound || state!.digest !== digest) {
    throw new Refusal(
      `The continuation token is of no release of ${digest}: ${token.slice(0, 100)}. Retry the stage to release it anew.`,
    );
  }
  return state as State;
}
