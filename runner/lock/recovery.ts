/**
 * What to do about a stack after a run that did not end well: all the evidence together, in the order to act.
 * `slipway recover` is the remedy for what a killed engine leaves, because a plain refresh is refused on it.
 */
import type { Checkpoint, PulumiLock } from "./checkpoint";
import type { StateVerdict } from "./digest";
import { describeHeartbeat, statusCommand } from "./errors";
import { describeAge, describeHolder } from "./item";
import type { Sighting } from "./watch";

export interface Evidence {
  stack: string;
  sighting: Sighting;
  /** Absent when the stack has none. */
  checkpoint: Pick<Checkpoint, "pending"> | undefined;
  pulumiLocks: PulumiLock[];
  verdict: StateVerdict;
  now: Date;
}

/** One finding, and what to do about it: sentences and commands, in order. */
export interface Advice {
  found: string;
  remedy: string[];
}

export function recover({ stack, sighting, checkpoint, pulumiLocks, verdict, now }: Evidence): Advice[] {
  const { holder, lastForceUnlock, fence, state } = sighting.item;
  const advice: Advice[] = [];
  if (holder) {
    const found = `Locked: ${describeHolder(holder)}, ${describeAge(holder, now)}. Heartbeat: ${describeHeartbeat(sighting)}.`;
    // Of a living run, Pulumi's lock and the pending operations are as they should be.
    if (sighting.alive && !sighting.expired)
      return [{ found, remedy: ["Wait for it, or repeat the command with --wait <seconds>."] }];
    const ended = holder.runUrl ?? `process ${holder.pid ?? "unknown"} on ${holder.host ?? "its host"}`;
    advice.push({
      found,
      remedy: [
        ...(sighting.expired ? [] : [`Look whether it lives: ${statusCommand(stack)}`]),
        `Make sure that it has ended: ${ended}. A paused run that wakes up still writes the state.`,
        `Then this releases the lock and repairs what was left: slipway recover ${stack} --id ${holder.owner} --reason "<text>"`,
      ],
    });
  }
  if (pulumiLocks.length > 0) {
    const left = pulumiLocks.map(
      ({ username, hostname, pid, timestamp }) =>
        `${username ?? "unknown"} on ${hostname ?? "unknown"} (process ${pid ?? "unknown"}), since ${timestamp ?? "unknown"}`,
    );
    advice.push({
      found: `Pulumi's own lock was left behind: ${left.join("; ")}.`,
      remedy: [
        "Make sure that these processes have ended.",
        `slipway recover ${stack}`,
        `Or, to remove these files and nothing else: slipway pulumi -- cancel --stack ${stack}`,
      ],
    });
  }
  if (verdict === "lost") {
    advice.push({
      found: "The checkpoint that the last recorded run left is gone.",
      remedy: [
        "Restore its last version in the state bucket (remove the delete marker), or, if the stack was removed on purpose, repeat the command with --accept-state.",
      ],
    });
  }
  if (verdict === "changed") {
    advice.push({
      found: "The checkpoint is not the one that the last recorded run left.",
      remedy: [
        "Compare the two versions in the state bucket; if the present one is right, repeat the command with --accept-state.",
      ],
    });
  }
  const pending = checkpoint?.pending ?? [];
  const unrecorded =
    !holder && lastForceUnlock !== undefined && fence > (state?.fence ?? 0) && checkpoint !== undefined;
  if (pending.length > 0 || unrecorded) {
    const found = [
      ...(pending.length > 0
        ? [`Operations that never ended: ${pending.map(({ type, urn }) => `${type} ${urn}`).join("; ")}.`]
        : []),
      ...(unrecorded
        ? [
            `Run ${fence} recorded no state; the last forced release was by ${lastForceUnlock.who} at ${lastForceUnlock.at}: ${lastForceUnlock.reason}.`,
          ]
        : []),
    ];
    advice.push({
      found: found.join(" "),
      remedy: [
        `slipway recover ${stack}`,
        `If the engine still rejects the state: slipway pulumi -- state repair --stack ${stack}`,
      ],
    });
  }
  return advice;
}
