/** Every write of the lock: one conditional UpdateItem each. The rules that they keep are beside them. */
import type { ForceUnlock, Holder, HolderFacts, RecordedPack } from "./item";
import type { Attributes, Update } from "./table";

/** The attributes that exist only while the lock is held. */
const held = ["owner", "who", "host", "pid", "runUrl", "operation", "createdAt", "rvn", "leaseMs"] as const;

interface Parts {
  set?: Attributes;
  remove?: readonly string[];
  add?: Attributes;
  /** `#name` and `:value` placeholders; the names that it needs are in `names`, its values in `values`. */
  condition: string;
  names?: readonly string[];
  values?: Attributes;
}

function update(
  lockId: string,
  { set = {}, remove = [], add = {}, condition, names = [], values = {} }: Parts,
): Update {
  const clauses = [
    ["SET", Object.keys(set).map((name) => `#${name} = :${name}`)],
    ["REMOVE", remove.map((name) => `#${name}`)],
    ["ADD", Object.keys(add).map((name) => `#${name} :${name}`)],
  ] as const;
  const all = new Set([...Object.keys(set), ...remove, ...Object.keys(add), ...names]);
  const written = Object.entries({ ...set, ...add }).map(([name, value]) => [`:${name}`, value]);
  return {
    lockId,
    expression: clauses
      .filter(([, terms]) => terms.length > 0)
      .map(([verb, terms]) => `${verb} ${terms.join(", ")}`)
      .join(" "),
    condition,
    names: Object.fromEntries([...all].map((name) => [`#${name}`, name])),
    values: { ...Object.fromEntries(written), ...values },
  };
}

export interface Acquisition extends HolderFacts {
  owner: string;
  rvn: string;
  leaseMs: number;
  createdAt: string;
}

function take(acquisition: Acquisition): Pick<Parts, "remove" | "add"> & { set: Attributes } {
  const { owner, who, host, pid, runUrl, operation, createdAt, rvn, leaseMs } = acquisition;
  return {
    set: {
      owner: { S: owner },
      who: { S: who },
      host: { S: host },
      pid: { N: String(pid) },
      ...(runUrl ? { runUrl: { S: runUrl } } : {}),
      operation: { S: operation },
      createdAt: { S: createdAt },
      rvn: { S: rvn },
      leaseMs: { N: String(leaseMs) },
    },
    remove: runUrl ? [] : ["runUrl"],
    add: { fence: { N: "1" } },
  };
}

/**
 * Takes a free lock. The fence must be the one seen: a request that was thought lost and arrives after this lock
 * was taken and released again must not take it a second time, for nobody.
 */
export function acquireStatement(lockId: string, acquisition: Acquisition, seenFence: number): Update {
  const fence = seenFence === 0 ? "(attribute_not_exists(#fence) OR #fence = :seenFence)" : "#fence = :seenFence";
  return update(lockId, {
    ...take(acquisition),
    condition: `attribute_not_exists(#owner) AND ${fence}`,
    values: { ":seenFence": { N: String(seenFence) } },
  });
}

/** Takes a lock from a holder whose heartbeat has stood still; any heartbeat in between makes it fail. */
export function takeoverStatement(lockId: string, acquisition: Acquisition, seen: Holder, record: ForceUnlock): Update {
  const parts = take(acquisition);
  return update(lockId, {
    ...parts,
    set: { ...parts.set, lastForceUnlock: recordOf(record) },
    condition: "#owner = :seenOwner AND #rvn = :seenRvn",
    values: { ":seenOwner": { S: seen.owner }, ":seenRvn": { S: seen.rvn } },
  });
}

/**
 * Renews. The last `rvn` is part of the condition, so that a delayed request cannot put an old `rvn` back: a
 * watcher would take the lock for unchanged since then.
 */
export function heartbeatStatement(lockId: string, owner: string, lastRvn: string, rvn: string): Update {
  return update(lockId, {
    set: { rvn: { S: rvn } },
    condition: "#owner = :me AND #rvn = :lastRvn",
    names: ["owner"],
    values: { ":me": { S: owner }, ":lastRvn": { S: lastRvn } },
  });
}

/** What a run leaves behind: digest and version of the checkpoint, both absent when there is none. */
export interface LeftState {
  digest?: string;
  versionId?: string;
  /** The policy pack that it was written under; `as-before` when the run did not write it. Absent: under none. */
  pack?: RecordedPack | "as-before";
}

/** Frees the lock and records the state in the same write; without a state the recorded one stays. */
export function releaseStatement(lockId: string, owner: string, fence: number, state?: LeftState): Update {
  const set: Attributes = state ? { stateFence: { N: String(fence) } } : {};
  if (state?.digest) set.stateDigest = { S: state.digest };
  if (state?.versionId) set.stateVersionId = { S: state.versionId };
  if (state?.pack && state.pack !== "as-before") set.statePack = { M: packAttributes(state.pack) };
  const recorded = ["stateDigest", "stateVersionId", ...(state?.pack === "as-before" ? [] : ["statePack"])];
  const gone = state ? recorded.filter((name) => !(name in set)) : [];
  return update(lockId, {
    set,
    remove: [...held, ...gone],
    condition: "#owner = :me",
    values: { ":me": { S: owner } },
  });
}

/** Frees the lock of exactly one acquisition and keeps a record of it. */
export function forceUnlockStatement(lockId: string, record: ForceUnlock): Update {
  return update(lockId, {
    set: { lastForceUnlock: recordOf(record) },
    remove: held,
    condition: "#owner = :id",
    values: { ":id": { S: record.id } },
  });
}

function packAttributes({ version, digest, configuration }: RecordedPack): Attributes {
  return { version: { S: version }, digest: { S: digest }, configuration: { S: configuration } };
}

function recordOf(record: ForceUnlock): Attributes[string] {
  return { M: Object.fromEntries(Object.entries(record).map(([name, value]) => [name, { S: value }])) };
}
