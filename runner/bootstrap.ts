/**
 * The first state of the `state` stack. The store cannot hold it before it exists, so the stack is made on a
 * local backend, moved into the store that it made, compared, and only then is the local copy dropped.
 *
 * There is no journal: each step is recognised by what exists, so an interrupted bootstrap is run again.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { stateOf } from "../catalog/stored";
import type { Catalog, StackPlan } from "../catalog/types";
import { withLock } from "./cli/lock";
import type { Cloud } from "./cloud/types";
import { stepLine } from "./engine/events";
import { type Guarded, guarded, repairing, statePlace, who } from "./engine/guarded";
import { type Deployment, deploymentOf } from "./engine/inspect";
import { dropLocalBackend, type LocalRun, localBackend, onLocalBackend, remembered } from "./engine/local-backend";
import type { PulumiResult, PulumiRun } from "./engine/pulumi";
import { privateFolder } from "./engine/workspace";
import { FailedError, RefusedError } from "./exit";
import { enter, type Identity } from "./identity";
import { dynamoTable, forceUnlock, parseItem, readCheckpoint, readPulumiLocks, systemClock } from "./lock";
import { pinnedPack } from "./policies";
import { differences } from "./recovery/differences";
import type { Found } from "./recovery/interrupted";
import { lives, livingEngines } from "./recovery/living";
import { locator } from "./recovery/locate";
import { repair } from "./recovery/repair";
import type { Session } from "./session";
import { interrupted } from "./signals";

interface Bootstrap {
  session: Session;
  plan: StackPlan;
  cloud: Cloud;
  identity: Identity;
}

/** Whether a bootstrap of this stack was begun in this directory and is not finished. */
export function bootstrapIsOpen(catalog: Catalog, plan: StackPlan, cloud: Cloud): boolean {
  return plan.name === "state" && existsSync(localBackend(catalog, plan, cloud).checkpoint);
}

/** Makes sure that the store holds the `state` stack's own state. Does nothing when it does. */
export async function bootstrapState(session: Session, plan: StackPlan): Promise<void> {
  const bootstrap = await open(session, plan);
  const { catalog, terminal } = session;
  const isOpen = () => bootstrapIsOpen(catalog, plan, bootstrap.cloud);
  if (!isOpen() && (await lookAtStore(bootstrap)) === "stored") return;
  await alone(bootstrap, async () => {
    // Whoever was waited for may have finished it.
    const store = await lookAtStore(bootstrap);
    if (store === "stored" && !isOpen()) return;
    if (store === "empty" && !isOpen()) throw new RefusedError(strangeStore(plan));
    if (store !== "stored") {
      terminal.progress(
        isOpen() ? "going on with an interrupted bootstrap of the state store" : "making the state store locally first",
      );
      await make(bootstrap);
    }
    await move(bootstrap);
    dropLocalBackend(localBackend(catalog, plan, bootstrap.cloud));
  });
}

/** Repairs the local state of an open bootstrap with what a person found out; `bootstrapState` then goes on. */
export async function recoverBootstrap(session: Session, plan: StackPlan, found: Found): Promise<string[]> {
  const bootstrap = await open(session, plan);
  const { cloud, identity } = bootstrap;
  return alone(bootstrap, async () => {
    // The copy must stay as it was moved: it is still to be compared.
    if ((await lookAtStore(bootstrap)) === "stored") return [];
    return onLocalBackend(session, plan, cloud, identity, (run) => repairLocal(bootstrap, run, found));
  });
}

async function open(session: Session, plan: StackPlan): Promise<Bootstrap> {
  const cloud = await session.cloud();
  return { session, plan, cloud, identity: await enter(cloud, session.catalog, plan, "update") };
}

/** One process of this machine at a time; another one waits. */
function alone<T>({ session, cloud }: Bootstrap, work: () => Promise<T>): Promise<T> {
  const lock = join(privateFolder(session.catalog.directory), `bootstrap-${cloud.kind}.lock`);
  const onWaiting = (owner: string) => {
    interrupted.throwIfAborted();
    session.terminal.progress(`waiting: ${owner} is making the state store`);
  };
  return withLock(lock, onWaiting, work);
}

/** `absent`: no bucket. `empty`: a bucket without a state of this stack. */
async function lookAtStore({ session, plan, cloud, identity }: Bootstrap): Promise<"stored" | "empty" | "absent"> {
  const s3 = new S3Client(cloud.client(stateOf(plan).region, identity.credentials));
  try {
    const checkpoint = await readCheckpoint(s3, statePlace(session.catalog.project, plan));
    return (deploymentOf(checkpoint).resources ?? []).length > 0 ? "stored" : "empty";
  } catch (error) {
    if ((error as Error).name === "NoSuchBucket") return "absent";
    throw error;
  }
}

function strangeStore(plan: StackPlan): string {
  const { name } = plan;
  const state = stateOf(plan);
  return (
    `Stack ${name}: bucket ${state.bucket} exists but does not hold the state of stack ${name}. ` +
    "If its making was begun in another directory or on another machine, go on there. If the state was deleted, restore its " +
    `last version (${state.prefix}/.pulumi/stacks/) in the bucket. If the bucket is not Slipway's, choose another prefix in Pulumi.yaml.`
  );
}

/** Brings the stack up on the local backend, also after an interrupted try. */
function make(bootstrap: Bootstrap): Promise<void> {
  const { session, plan, cloud, identity } = bootstrap;
  return onLocalBackend(session, plan, cloud, identity, async (run) => {
    if (bootstrapIsOpen(session.catalog, plan, cloud)) {
      for (const line of await repairLocal(bootstrap, run, new Map())) session.terminal.progress(line);
    } else await must(run, plan, { args: ["stack", "init", plan.name, "--secrets-provider", "passphrase"] });
    await must(run, plan, {
      args: ["up", "--yes", "--skip-preview", "--stack", plan.name],
      pack: pinnedPack(session.catalog),
      onEvent: (event) => {
        const line = stepLine(event, false);
        if (line) session.terminal.progress(line);
      },
    });
  });
}

async function repairLocal(bootstrap: Bootstrap, run: LocalRun, found: Found): Promise<string[]> {
  const { session, plan, cloud, identity } = bootstrap;
  const backend = localBackend(session.catalog, plan, cloud);
  const { latest = {} } = JSON.parse(readFileSync(backend.checkpoint, "utf8")).checkpoint;
  // Interrupted before it made anything.
  if (!latest.resources?.length && !latest.pending_operations?.length) return [];
  const locate = locator(cloud, session.catalog, plan, identity);
  return repair({ plan, ...run, found, locate, restore: remembered(backend) });
}

/** Copies the local state into the store under the lock and the key, and compares the two. */
async function move(bootstrap: Bootstrap): Promise<void> {
  const { session, plan, cloud, identity } = bootstrap;
  const local = await onLocalBackend(session, plan, cloud, identity, (run) => exported(plan, run));
  const resources = local.deployment.resources ?? [];
  await clearStore(bootstrap);
  await guarded(session, plan, repairing("bootstrap"), async (run) => {
    await run.create();
    await clearEngineLocks(bootstrap, run);
    if ((deploymentOf(run.checkpoint).resources ?? []).length === 0) {
      session.terminal.progress("moving its state into the store");
      await copyInto(run, plan, local);
    }
    const moved = (await exported(plan, run)).deployment;
    const different = differences(local.deployment, moved);
    if (different.length > 0) {
      const { folder } = localBackend(session.catalog, plan, cloud);
      throw new RefusedError(
        `Stack ${plan.name}: its state in ${stateOf(plan).bucket} differs from the local one in ${folder} in\n` +
          `${different.map((urn) => `  ${urn}`).join("\n")}\n` +
          "Nothing was dropped. Look at both; delete the local folder if the store's is right.",
      );
    }
    session.terminal.progress(`verified: ${resources.length} resources are in the store as they were`);
  });
}

/** Frees what an earlier try of this machine, killed in the middle of the move, still holds in the store. */
async function clearStore({ plan, cloud, identity }: Bootstrap): Promise<void> {
  const { lockId, table: name, region } = stateOf(plan);
  const table = dynamoTable({ client: cloud.client(region, identity.credentials), table: name });
  const { holder } = parseItem(lockId, await table.get(lockId));
  // That its process has ended is certain here and nowhere else: it would hold this machine's own lock too.
  const ended =
    holder?.operation === "bootstrap" && holder.host === hostname() && !lives(holder.host, holder.pid, "slipway");
  if (!ended) return;
  const reason = `process ${holder.pid} on this machine, which moved the state into the store, has ended`;
  await forceUnlock({ table, clock: systemClock, lockId, stack: plan.name, id: holder.owner, reason, who: who() });
}

/** The same for the lock files of Pulumi itself. */
async function clearEngineLocks({ session, plan, cloud, identity }: Bootstrap, run: Guarded): Promise<void> {
  const s3 = new S3Client(cloud.client(stateOf(plan).region, identity.credentials));
  const locks = await readPulumiLocks(s3, statePlace(session.catalog.project, plan));
  const living = livingEngines(locks);
  if (living.length > 0) {
    throw new RefusedError(
      `Stack ${plan.name}: process ${living.join(", ")} still moves its state; run this again later.`,
    );
  }
  if (locks.length > 0) await must(run, plan, { args: ["cancel", "--yes", "--stack", plan.name] });
}

async function copyInto(run: Guarded, plan: StackPlan, local: Exported): Promise<void> {
  const file = join(run.workspace.directory, "state.json");
  // The new stack's key takes the place of the local passphrase.
  const { secrets_providers } = (await exported(plan, run)).deployment;
  const deployment = { ...local.deployment, secrets_providers };
  writeFileSync(file, JSON.stringify({ ...local, deployment }), { mode: 0o600 });
  await must(run, plan, { args: ["stack", "import", "--stack", plan.name, "--file", file] });
}

interface Exported {
  version: number;
  deployment: Deployment;
}

type Runs = { pulumi(run: PulumiRun): Promise<PulumiResult> };

async function exported(plan: StackPlan, run: Runs): Promise<Exported> {
  const { stdout } = await must(run, plan, { args: ["stack", "export", "--show-secrets", "--stack", plan.name] });
  return JSON.parse(stdout);
}

async function must(run: Runs, plan: StackPlan, { args, ...rest }: PulumiRun): Promise<PulumiResult> {
  const result = await run.pulumi({ args: [...args, "--non-interactive", "--color", "never"], ...rest });
  if (result.code === 0) return result;
  throw new FailedError(
    `Stack ${plan.name}: the state store could not be made; run this again to go on.\n${result.stdout}\n${result.stderr}`.trim(),
  );
}
