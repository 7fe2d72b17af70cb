/** Whether a stack's checkpoint is still what the last recorded run left. */
import type { RecordedState } from "./item";

/** The checkpoint as it is now. */
export interface ObservedState {
  /** SHA-256 of the object's bytes, in hex. */
  digest: string;
  versionId?: string;
  /** `.json`, `.json.gz` or `.json.zst`. */
  extension: string;
  lastModified?: Date;
}

/**
 * `same`: as recorded (a new version with the same bytes included). `absent-both`: no checkpoint, and none recorded.
 * `first`: a checkpoint, and no run has recorded one yet: adopt it. `changed`: another one than recorded.
 * `lost`: one was recorded and there is none.
 */
export type StateVerdict = "same" | "absent-both" | "first" | "changed" | "lost";

export function compareState(recorded: RecordedState | undefined, observed: ObservedState | undefined): StateVerdict {
  if (!observed) return recorded?.digest ? "lost" : "absent-both";
  if (!recorded) return "first";
  return recorded.digest === observed.digest ? "same" : "changed";
}

export interface StateChange {
  stack: string;
  recorded: RecordedState | undefined;
  observed: ObservedState | undefined;
  /** When the recorded version was written, if S3 still has it. */
  recordedAt?: Date;
  /** Fence of the present run. */
  fence: number;
}

/** The state was written around the lock, or an older copy was restored. Nothing was changed. */
export class StateChangedError extends Error {
  override name = "StateChangedError";
  constructor(change: StateChange) {
    const { stack, recorded, observed } = change;
    const between = change.fence - 1 - (recorded?.fence ?? 0);
    super(
      [
        `Stack ${stack}: its state is not the one that the last recorded run left.`,
        `  recorded  ${describeRecorded(change)}`,
        `  found     ${describeObserved(observed)}`,
        ...(between > 0
          ? [`  between   ${between} later ${between === 1 ? "run" : "runs"} took the lock and recorded no state`]
          : []),
        between > 0
          ? `A run that was killed, force-unlocked or taken over explains this: \`slipway recover ${stack}\` looks at what it left. Otherwise the state was written around the lock, or another copy restored.`
          : "The state was written around the lock, or another copy restored.",
        `Nothing was changed. Compare the two versions in the state bucket; if what was found is right, repeat the command with --accept-state and then run \`slipway refresh ${stack}\`.`,
      ].join("\n"),
    );
  }
}

function describeRecorded({ recorded, recordedAt }: StateChange): string {
  if (!recorded) return "nothing";
  const run = `by run ${recorded.fence}${recordedAt ? ` at ${recordedAt.toISOString()}` : ""}`;
  if (!recorded.digest) return `no checkpoint, ${run}`;
  return `sha256 ${recorded.digest}, version ${recorded.versionId ?? "unknown"}, ${run}`;
}

function describeObserved(observed: ObservedState | undefined): string {
  if (!observed) return "no checkpoint";
  const { digest, versionId, extension, lastModified } = observed;
  const written = lastModified ? `, written at ${lastModified.toISOString()}` : "";
  return `sha256 ${digest}, version ${versionId ?? "unknown"}, ${extension}${written}`;
}
