/** What the lock says when it refuses or is lost, with the command that helps. */
import { duration } from "../terminal";
import { describeAge, describeHolder, type Holder } from "./item";
import type { Sighting } from "./watch";

/** Somebody else holds the lock. Nothing was changed. */
export class LockHeldError extends Error {
  override name = "LockHeldError";
  constructor(
    readonly stackName: string,
    readonly holder: Holder,
    readonly sighting: Sighting,
    now: Date,
  ) {
    super(
      [
        `Stack ${stackName} is locked: ${describeHolder(holder)}, ${describeAge(holder, now)}.`,
        `  heartbeat  ${describeHeartbeat(sighting)}`,
        `  lock id    ${holder.owner}`,
        ...(holder.runUrl ? [`  run        ${holder.runUrl}`] : []),
        "Nothing was changed. What helps:",
        "  it is still running:          repeat the command with --wait <seconds>",
        `  to see whether it lives:      ${statusCommand(stackName)}`,
        `  it has certainly ended:       ${recoverCommand(stackName, holder.owner)}`,
      ].join("\n"),
    );
  }
}

/** This run no longer holds the lock, or cannot be sure that it does. */
export class LockLostError extends Error {
  override name = "LockLostError";
  constructor(stack: string, id: string, why: string) {
    super(
      `Stack ${stack}: the lock (id ${id}) was lost: ${why}. The operation is being stopped, because another run may write the state. ` +
        `Then see ${statusCommand(stack)}.`,
    );
  }
}

/** `none for 61 s while watching: its lease of 60 s has expired, it may be dead or paused`. */
export function describeHeartbeat({ item, unchangedMs, alive, expired }: Sighting): string {
  const lease = duration(item.holder?.leaseMs ?? 0);
  if (expired)
    return `none for ${duration(unchangedMs)} while watching: its lease of ${lease} has expired, it may be dead or only paused`;
  if (alive) return `seen ${duration(unchangedMs)} ago: it is running`;
  if (unchangedMs > 0) return `none for ${duration(unchangedMs)} while watching; its lease is ${lease}`;
  return `not known after one look; its lease is ${lease}`;
}

export function statusCommand(stack: string): string {
  return `slipway lock status ${stack}`;
}

/** Releases the named lock, and then looks at what the run that held it left. */
export function recoverCommand(stack: string, id: string): string {
  return `slipway recover ${stack} --id ${id} --reason "<text>"`;
}

export function forceUnlockCommand(stack: string, id: string): string {
  return `slipway lock force-unlock ${stack} --id ${id} --reason "<text>"`;
}
