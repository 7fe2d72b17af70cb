/**
 * The first state of the `state` stack. The store cannot hold it before it exists, so the stack is made on a
 * local backend, moved into the store that it made, compared, and only then is the local copy dropped.
 *
 * There is no journal: each step is recognised by what exists, so an interrupted bootstrap is run again.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { S3Client } from "@aws-sdk/client-s3";
import type { StackPlan } from "../catalog/types";
import type { Cloud } from "./cloud/types";
import { stepLine } from "./engine/events";
import { guarded, statePlace } from "./engine/guarded";
import { type Deployment, deploymentOf, type StateResource } from "./engine/inspect";
import { type PulumiRun, runPulumi } from "./engine/pulumi";
import { openWorkspace, privateFolder } from "./engine/workspace";
import { FailedError, RefusedError } from "./exit";
import { enter } from "./identity";
import { readCheckpoint } from "./lock";
import { policyPack } from "./policies";
import { decide, interruptedCreations, refreshArgs } from "./recovery/pending";
import type { Session } from "./session";

/** Makes sure that the store holds the `state` stack's own state. Does nothing when it does. */
export async function bootstrapState(session: Session, plan: StackPlan): Promise<void> {
  const cloud = await session.cloud();
  const folder = privateFolder(session.catalog.directory, `bootstrap-${cloud.kind}`);
  const localFile = join(folder, ".pulumi", "stacks", session.catalog.project, `${plan.name}.json`);
  const stored = await storedResources(session, cloud, plan);
  if (!existsSync(localFile)) {
    if (stored === undefined || stored.length === 0) await begin(session, cloud, plan, folder);
    else return;
  } else if (stored === undefined || stored.length === 0) {
    session.terminal.progress("      going on with an interrupted bootstrap of the state store");
    await begin(session, cloud, plan, folder);
  }
  await move(session, cloud, plan, folder);
  rmSync(folder, { recursive: true, force: true });
}

/** Resources of the stack in its store; undefined when the store or the stack does not exist. */
async function storedResources(session: Session, cloud: Cloud, plan: StackPlan): Promise<StateResource[] | undefined> {
  const identity = await enter(cloud, session.catalog, plan, "preview");
  const s3 = new S3Client(cloud.client(plan.state.region, identity.credentials));
  try {
    const checkpoint = await readCheckpoint(s3, statePlace(session.catalog.project, plan));
    return checkpoint ? (deploymentOf(checkpoint).resources ?? []) : undefined;
  } catch (error) {
    if ((error as Error).name === "NoSuchBucket") return undefined;
    throw error;
  }
}

/** Brings the stack up on the local backend, also after an interrupted try. */
async function begin(session: Session, cloud: Cloud, plan: StackPlan, folder: string): Promise<void> {
  session.terminal.progress("      making the state store on a local backend first");
  await onLocalBackend(session, cloud, plan, folder, async (pulumi) => {
    const has = existsSync(join(folder, ".pulumi", "stacks", session.catalog.project, `${plan.name}.json`));
    if (!has)
      await must(
        plan,
        pulumi({ args: ["stack", "init", plan.name, "--secrets-provider", "passphrase", "--non-interactive"] }),
      );
    await adoptInterrupted(plan, pulumi);
    const args = [
      "up",
      "--yes",
      "--skip-preview",
      "--stack",
      plan.name,
      "--non-interactive",
      "--color",
      "never",
      "--policy-pack",
      policyPack(),
    ];
    await must(
      plan,
      pulumi({
        args,
        onEvent: (event) => {
          const line = stepLine(event, false);
          if (line) session.terminal.progress(`    ${line}`);
        },
      }),
    );
  });
}

/** Takes resources over whose creation was cut off before the local state knew of it. */
async function adoptInterrupted(plan: StackPlan, pulumi: Pulumi): Promise<void> {
  const interrupted = interruptedCreations(await exported(plan, pulumi));
  if (interrupted.length === 0) return;
  const decisions = decide(plan.name, interrupted, new Map());
  await must(
    plan,
    pulumi({
      args: [
        "refresh",
        "--yes",
        "--run-program",
        "--skip-preview",
        "--stack",
        plan.name,
        "--non-interactive",
        ...refreshArgs(decisions),
      ],
    }),
  );
}

/** Copies the local state into the store under the lock and the key, and compares the two. */
async function move(session: Session, cloud: Cloud, plan: StackPlan, folder: string): Promise<void> {
  const local = await onLocalBackend(session, cloud, plan, folder, (pulumi) => exported(plan, pulumi));
  const guard = { operation: "bootstrap", access: "update" as const, writes: true, waitMs: 0, acceptState: true };
  await guarded(session, plan, guard, async (run) => {
    const present = deploymentOf(run.checkpoint).resources ?? [];
    if (present.length === 0) {
      session.terminal.progress("      moving its state into the store");
      await run.create();
      const file = join(run.workspace.directory, "state.json");
      // The new stack's key takes the place of the local passphrase.
      const { secrets_providers } = await exported(plan, run.pulumi);
      writeFileSync(file, JSON.stringify({ version: 3, deployment: { ...local, secrets_providers } }), { mode: 0o600 });
      await must(
        plan,
        run.pulumi({ args: ["stack", "import", "--stack", plan.name, "--file", file, "--non-interactive"] }),
      );
    }
    const moved = await exported(plan, run.pulumi);
    if (!isDeepStrictEqual(comparable(moved), comparable(local))) {
      throw new RefusedError(
        `Stack ${plan.name}: its state in ${plan.state.bucket} has ${moved.resources?.length ?? 0} resources and differs from the local one ` +
          `in ${folder} (${local.resources?.length ?? 0}). Nothing was dropped. Look at both; delete the local folder if the store's is right.`,
      );
    }
    session.terminal.progress(`      verified: ${moved.resources?.length} resources are in the store as they were`);
  });
}

type Pulumi = (run: PulumiRun) => ReturnType<typeof runPulumi>;

async function onLocalBackend<T>(
  session: Session,
  cloud: Cloud,
  plan: StackPlan,
  folder: string,
  body: (pulumi: Pulumi) => Promise<T>,
): Promise<T> {
  const { command } = await session.pulumi();
  const identity = await enter(cloud, session.catalog, plan, "update");
  const workspace = openWorkspace({
    catalog: session.catalog,
    plan,
    cloud,
    credentials: identity.credentials,
    access: "update",
    backendUrl: `file://${folder}`,
    lockId: "bootstrap",
    // Nothing of the store is secret; its key does not exist yet.
    passphrase: "",
  });
  try {
    // Pulumi's file lock of a killed bootstrap: only this machine can hold one.
    await runPulumi(command, workspace, { args: ["cancel", "--yes", "--stack", plan.name, "--non-interactive"] });
    return await body((run) => runPulumi(command, workspace, run));
  } finally {
    workspace.remove();
  }
}

async function exported(plan: StackPlan, pulumi: Pulumi): Promise<Deployment> {
  const result = await must(
    plan,
    pulumi({ args: ["stack", "export", "--show-secrets", "--stack", plan.name, "--non-interactive"] }),
  );
  return JSON.parse(result.stdout).deployment;
}

async function must(plan: StackPlan, result: ReturnType<typeof runPulumi>): ReturnType<typeof runPulumi> {
  const { code, stdout, stderr } = await result;
  if (code !== 0)
    throw new FailedError(
      `Stack ${plan.name}: the state store could not be made; run this again to go on.\n${stdout}\n${stderr}`,
    );
  return { code, stdout, stderr };
}

/** What must be equal: everything but who encrypts secrets and when it was written. */
function comparable(deployment: Deployment): unknown {
  return { resources: deployment.resources ?? [], pending: deployment.pending_operations ?? [] };
}
