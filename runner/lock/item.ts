/** The lock item of one stack, read from DynamoDB. The item is never deleted, so its fence counter only grows. */
import { RefusedError } from "../exit";
import { duration } from "../terminal";
import type { Attributes } from "./table";

/** Who holds the lock: for messages only, never for a decision. */
export interface HolderFacts {
  who: string;
  host: string;
  pid: number;
  /** Address of the run in the CI system, if any. */
  runUrl?: string;
  /** The command, such as `up`. */
  operation: string;
}

export interface Holder extends Partial<HolderFacts> {
  /** Random UUID of this acquisition: the lock id that a person quotes. */
  owner: string;
  /** New at every heartbeat. */
  rvn: string;
  /** How long a watcher must see an unchanged `rvn`, in milliseconds. */
  leaseMs: number;
  /** Calendar time of the acquisition by the holder's clock, ISO 8601. */
  createdAt?: string;
}

/** The policy pack under which a run wrote a state. */
export interface RecordedPack {
  version: string;
  /** SHA-256, in hex, of the compiled pack, and of its configuration. */
  digest: string;
  configuration: string;
}

/** The checkpoint after the last run that recorded it. */
export interface RecordedState {
  /** SHA-256 in hex; absent when the run left no checkpoint. */
  digest?: string;
  versionId?: string;
  /** Fence of the run that recorded it. */
  fence: number;
  /** Absent: the last write was without a pack, or by a version of Slipway that did not record it. */
  pack?: RecordedPack;
}

export interface ForceUnlock {
  /** Lock id that was released, who did so, when (ISO 8601), why, and whom it was taken from. */
  id: string;
  who: string;
  at: string;
  reason: string;
  holder: string;
}

export interface LockItem {
  lockId: string;
  /** Absent: the lock is free. */
  holder?: Holder;
  /** Number of acquisitions so far; 0 before the first. */
  fence: number;
  /** Absent: no run has recorded a state yet. */
  state?: RecordedState;
  lastForceUnlock?: ForceUnlock;
}

/**
 * Reads an item. What only serves messages may be missing; what decides may not.
 * @throws RefusedError naming every attribute that cannot be used.
 */
export function parseItem(lockId: string, attributes: Attributes | undefined): LockItem {
  if (!attributes) return { lockId, fence: 0 };
  const problems: string[] = [];
  const text = (name: string) => attributes[name]?.S;
  const count = (name: string) => (attributes[name]?.N === undefined ? undefined : Number(attributes[name].N));
  const required = <T>(name: string, value: T | undefined, valid: (value: T) => boolean, expected: string): T => {
    if (value === undefined || !valid(value))
      problems.push(`${name} is ${JSON.stringify(attributes[name]) ?? "missing"}, expected ${expected}`);
    return value as T;
  };
  const isFence = (value: number) => Number.isSafeInteger(value) && value >= 0;

  const item: LockItem = {
    lockId,
    fence: attributes.fence ? required("fence", count("fence"), isFence, "a whole number") : 0,
  };
  if (attributes.owner) {
    item.holder = {
      owner: required("owner", text("owner"), (value) => value !== "", "a string"),
      rvn: required("rvn", text("rvn"), (value) => value !== "", "a string"),
      leaseMs: required("leaseMs", count("leaseMs"), (value) => value > 0, "milliseconds above 0"),
      who: text("who"),
      host: text("host"),
      pid: count("pid"),
      runUrl: text("runUrl"),
      operation: text("operation"),
      createdAt: text("createdAt"),
    };
  }
  if (attributes.stateFence) {
    item.state = {
      digest: text("stateDigest"),
      versionId: text("stateVersionId"),
      fence: required("stateFence", count("stateFence"), isFence, "a whole number"),
      ...packOf(attributes.statePack?.M),
    };
  }
  const unlock = attributes.lastForceUnlock?.M;
  if (unlock) {
    const part = (name: string) => unlock[name]?.S ?? "";
    item.lastForceUnlock = {
      id: part("id"),
      who: part("who"),
      at: part("at"),
      reason: part("reason"),
      holder: part("holder"),
    };
  }
  if (problems.length > 0) {
    throw new RefusedError(
      `Lock item ${lockId} was not written by Slipway as it stands: ${problems.join("; ")}. ` +
        "Make sure that no run is under way, then correct or delete the item in the lock table by hand.",
    );
  }
  return item;
}

function packOf(attributes: Attributes | undefined): { pack?: RecordedPack } {
  if (!attributes) return {};
  const part = (name: string) => attributes[name]?.S ?? "";
  return { pack: { version: part("version"), digest: part("digest"), configuration: part("configuration") } };
}

/** `up by ana on build-7 (process 4711)`. */
export function describeHolder(holder: Partial<HolderFacts>): string {
  const process = holder.pid === undefined ? "" : ` (process ${holder.pid})`;
  return `${holder.operation ?? "an operation"} by ${holder.who ?? "somebody"} on ${holder.host ?? "an unknown host"}${process}`;
}

/** `for 4 min 5 s, since 2026-01-02T03:04:05.000Z`; the age is as good as both machines' calendars. */
export function describeAge(holder: Holder, now: Date): string {
  const created = Date.parse(holder.createdAt ?? "");
  return Number.isNaN(created)
    ? "since an unknown time"
    : `for ${duration(now.getTime() - created)}, since ${holder.createdAt}`;
}
