/** The guard around every run of the engine: identity, state as it was left, lock, and a clean release. */
import { hostname, userInfo } from "node:os";
import { S3Client } from "@aws-sdk/client-s3";
import type { Access } from "../../catalog/naming";
import { stateOf } from "../../catalog/stored";
import type { StackPlan } from "../../catalog/types";
import { providerToken } from "../cloud/pulumi-token";
import { backendUrl, type ClientOptions, type Cloud, secretsProviderUrl } from "../cloud/types";
import { FailedError, RefusedError } from "../exit";
import { breakGlassSession, enter, type Identity } from "../identity";
import {
  acquire,
  type Checkpoint,
  compareState,
  describeHolder,
  dynamoTable,
  type Lease,
  type LeftState,
  type RecordedPack,
  readCheckpoint,
  readPulumiLocks,
  StateChangedError,
  type StatePlace,
  systemClock,
  versionWritten,
} from "../lock";
import { livingEngines } from "../recovery/living";
import type { Session } from "../session";
import { interrupted } from "../signals";
import { duration } from "../terminal";
import { inspectState } from "./inspect";
import { type PulumiResult, type PulumiRun, runPulumi } from "./pulumi";
import { readWords } from "./words";
import { openWorkspace, type Workspace } from "./workspace";

export interface GuardOptions {
  /** What the lock item says of the run: `up`, `pulumi state rm`. */
  operation: string;
  access: Access;
  /** Whether the run may change state or cloud. */
  writes: boolean;
  waitMs: number;
  acceptState: boolean;
  /** Recovery looks at interrupted operations instead of refusing them. */
  allowPending?: boolean;
}

/** For a run that repairs a state: it takes the state as it is, interrupted operations included. */
export function repairing(operation: string): GuardOptions {
  return { operation, access: "update", writes: true, waitMs: 0, acceptState: true, allowPending: true };
}

export interface Guarded {
  cloud: Cloud;
  identity: Identity;
  workspace: Workspace;
  /** The checkpoint before the run; undefined when the stack has none. */
  checkpoint: Checkpoint | undefined;
  lease: Lease | undefined;
  pulumi(run: PulumiRun): Promise<PulumiResult>;
  /** Makes the stack in its store, with its secrets key, when it is not there yet. */
  create(): Promise<void>;
}

export function who(): string {
  return process.env.SLIPWAY_WHO ?? userInfo().username;
}

export async function guarded<T>(
  session: Session,
  plan: StackPlan,
  options: GuardOptions,
  body: (run: Guarded) => Promise<T>,
): Promise<T> {
  const { catalog } = session;
  const [cloud, cli] = [await session.cloud(), await session.pulumi()];
  const accessToken = await providerToken(session, cloud, plan);
  const identity = await enter(cloud, catalog, plan, options.access);
  const client = cloud.client(stateOf(plan).region, identity.credentials);
  const s3 = new S3Client(client);
  const place = statePlace(catalog.project, plan);
  const emergency = breakGlassSession(catalog.names, identity);
  if (emergency) session.terminal.progress(`  ${plan.name}: started as the break-glass role, by ${emergency}`);
  const lease = options.writes ? await lock(session, plan, client, options, emergency) : undefined;
  const ran: Ran = { engine: false, writing: undefined };
  let workspace: Workspace | undefined;
  let before: Checkpoint | undefined;
  try {
    const checkpoint = await readCheckpoint(s3, place);
    before = checkpoint;
    inspectState(checkpoint, plan, cloud, { allowPending: options.allowPending ?? false });
    if (lease && !options.allowPending) await refuseEngineLocks(s3, place);
    if (lease && !options.acceptState) await compare(s3, plan, lease, checkpoint);
    const opened = openWorkspace({
      catalog,
      plan,
      cloud,
      credentials: identity.credentials,
      access: options.access,
      backendUrl: backendUrl(cloud, stateOf(plan)),
      ...(lease ? { lockId: lease.id } : {}),
      ...(accessToken ? { accessToken } : {}),
    });
    workspace = opened;
    const pulumi = async (run: PulumiRun) => {
      ran.engine = true;
      const writing = { ...packOf(run), done: false };
      if (readWords(run.args).writes) ran.writing = writing;
      const result = await runPulumi(cli.command, opened, { ...run, ...(lease ? { signal: lease.signal } : {}) });
      writing.done = result.code === 0;
      return result;
    };
    const create = async () => {
      if (checkpoint) return;
      const made = await pulumi({
        args: [
          "stack",
          "init",
          plan.name,
          "--secrets-provider",
          secretsProviderUrl(stateOf(plan)),
          "--non-interactive",
        ],
      });
      if (made.code !== 0) throw new FailedError(`Stack ${plan.name} could not be made in its store:\n${made.stderr}`);
    };
    const result = await body({ cloud, identity, workspace: opened, checkpoint, lease, pulumi, create });
    if (lease?.signal.aborted) throw lease.signal.reason;
    return result;
  } finally {
    workspace?.remove();
    const look = async () => leftBy(ran, before, await readCheckpoint(s3, place));
    if (lease) await release(session, plan, lease, ran.engine ? look : undefined);
  }
}

/**
 * Frees the lock with the state that the run left. A run whose engine never started leaves the record as it was:
 * else the very state that it refused would count as known from then on.
 */
async function release(
  session: Session,
  plan: StackPlan,
  lease: Lease,
  look: (() => Promise<LeftState>) | undefined,
): Promise<void> {
  const left = await look?.().catch((error: Error) => {
    session.terminal.progress(
      `  the state of ${plan.name} could not be read again (${error.message}); it is not recorded`,
    );
    return undefined;
  });
  if ((await lease.release(left)) === "lost") {
    session.terminal.progress(
      `  the lock of ${plan.name} was given to somebody else during the run; the state is not recorded. See \`slipway lock status ${plan.name}\`.`,
    );
  }
}

/** What of the engine ran: the last command that may write, with the pack that judged it. */
export interface Ran {
  engine: boolean;
  writing: { pack?: RecordedPack; done: boolean } | undefined;
}

function packOf({ pack }: PulumiRun): { pack?: RecordedPack } {
  if (!pack) return {};
  const { version, digest, configuration } = pack;
  return { pack: { version, digest, configuration } };
}

/** A command that failed and left the state as it was, such as one that a person declined, wrote nothing. */
export function leftBy({ writing }: Ran, before: Checkpoint | undefined, after: Checkpoint | undefined): LeftState {
  if (!after) return {};
  const { digest, versionId } = after;
  const written = writing && (writing.done || digest !== before?.digest);
  if (!written) return { digest, versionId, pack: "as-before" };
  return { digest, versionId, ...(writing.pack ? { pack: writing.pack } : {}) };
}

/** Where Pulumi keeps one stack in its store. */
export function statePlace(project: string, plan: StackPlan): StatePlace {
  const { bucket, prefix } = stateOf(plan);
  return { bucket, prefix, project, stack: plan.name };
}

function lock(
  session: Session,
  plan: StackPlan,
  client: ClientOptions,
  options: GuardOptions,
  emergency: string | undefined,
): Promise<Lease> {
  const { table, lockId } = stateOf(plan);
  let said = 0;
  return acquire({
    table: dynamoTable({ client, table }),
    clock: systemClock,
    stack: plan.name,
    lockId,
    holder: {
      who: emergency ? `${who()} (break-glass: ${emergency})` : who(),
      host: hostname(),
      pid: process.pid,
      operation: options.operation,
      ...(process.env.SLIPWAY_RUN_URL ? { runUrl: process.env.SLIPWAY_RUN_URL } : {}),
    },
    waitMs: options.waitMs,
    signal: interrupted,
    onWait: ({ item }, waitedMs) => {
      // A line every ten seconds is enough to see that the wait goes on.
      if (waitedMs - said < 10_000 && said > 0) return;
      said = Math.max(waitedMs, 1);
      const holder = item.holder ? describeHolder(item.holder) : "another run";
      session.terminal.progress(
        `      waiting for the lock of ${plan.name}, held by ${holder} (${duration(waitedMs)})`,
      );
    },
  });
}

/** Refuses to go on beside an engine that another run, killed or unguarded, has left: its lock file tells of it. */
async function refuseEngineLocks(s3: S3Client, place: StatePlace): Promise<void> {
  const locks = await readPulumiLocks(s3, place);
  if (locks.length === 0) return;
  const left = locks.map(({ username, hostname: host, pid }) => `${username}@${host} (process ${pid})`).join(", ");
  const living = livingEngines(locks);
  throw new RefusedError(
    living.length > 0
      ? `Stack ${place.stack}: an engine still works on it: ${left}. Wait until it has ended, then \`slipway recover ${place.stack}\` takes over what it did.`
      : `Stack ${place.stack}: an engine of ${left} left Pulumi's own lock behind, so it did not end well. \`slipway recover ${place.stack}\` removes it and looks at what was left half done.`,
  );
}

/** Refuses a state that is not the one that the last recorded run left. */
async function compare(s3: S3Client, plan: StackPlan, lease: Lease, checkpoint: Checkpoint | undefined): Promise<void> {
  const { recorded, fence } = lease;
  const verdict = compareState(recorded, checkpoint);
  if (verdict !== "changed" && verdict !== "lost") return;
  const recordedAt =
    checkpoint && recorded?.versionId
      ? await versionWritten(s3, stateOf(plan).bucket, checkpoint.key, recorded.versionId)
      : undefined;
  throw new StateChangedError({
    stack: plan.name,
    recorded,
    observed: checkpoint,
    fence,
    ...(recordedAt ? { recordedAt } : {}),
  });
}
