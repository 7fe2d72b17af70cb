/** A stack on a backend of files on this machine: only the state store needs one, before it can hold its own state. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Catalog, StackPlan } from "../../catalog/types";
import type { Cloud } from "../cloud/types";
import { RefusedError } from "../exit";
import type { Identity } from "../identity";
import { lives } from "../recovery/living";
import type { Session } from "../session";
import { type PulumiResult, type PulumiRun, runPulumi } from "./pulumi";
import { openWorkspace, privateFolder } from "./workspace";

export interface LocalBackend {
  folder: string;
  /** The stack's checkpoint, whether it is there or not. */
  checkpoint: string;
}

export function localBackend(catalog: Catalog, plan: StackPlan, cloud: Cloud): LocalBackend {
  const folder = join(catalog.directory, ".slipway", `bootstrap-${cloud.kind}`);
  return { folder, checkpoint: join(folder, ".pulumi", "stacks", catalog.project, `${plan.name}.json`) };
}

export interface LocalRun {
  pulumi(run: PulumiRun): Promise<PulumiResult>;
  /** Folder of the scratch project. */
  directory: string;
}

/** @throws RefusedError when an engine of an earlier, killed run still works on it. */
export async function onLocalBackend<T>(
  session: Session,
  plan: StackPlan,
  cloud: Cloud,
  identity: Identity,
  body: (run: LocalRun) => Promise<T>,
): Promise<T> {
  const { catalog } = session;
  const { command } = await session.pulumi();
  const { folder } = localBackend(catalog, plan, cloud);
  privateFolder(catalog.directory, `bootstrap-${cloud.kind}`);
  dropLocks(folder, catalog.project, plan.name);
  const workspace = openWorkspace({
    catalog,
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
    return await body({ pulumi: (run) => runPulumi(command, workspace, run), directory: workspace.directory });
  } finally {
    workspace.remove();
  }
}

/** The checkpoint goes first: what is left of an interrupted removal is no unfinished stack. */
export function dropLocalBackend({ folder, checkpoint }: LocalBackend): void {
  rmSync(checkpoint, { force: true });
  rmSync(folder, { recursive: true, force: true });
}

/** Returns what puts the checkpoint back as it is now. */
export function remembered({ checkpoint }: LocalBackend): () => Promise<void> {
  const bytes = readFileSync(checkpoint);
  return async () => writeFileSync(checkpoint, bytes);
}

/** Pulumi's own lock files: only this machine can have left them. */
function dropLocks(folder: string, project: string, stack: string): void {
  const locks = join(folder, ".pulumi", "locks", "organization", project, stack);
  if (!existsSync(locks)) return;
  for (const name of readdirSync(locks)) {
    const pid = pidIn(join(locks, name));
    if (lives(hostname(), pid, "pulumi")) {
      throw new RefusedError(
        `Stack ${stack}: an engine of an interrupted run is still making the state store (process ${pid}). ` +
          `Wait until it has ended, or stop it gently with \`kill -INT ${pid}\`; then run this again.`,
      );
    }
  }
  rmSync(locks, { recursive: true });
}

function pidIn(file: string): number | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")).pid;
  } catch {
    // Its writer was killed before it was complete.
    return undefined;
  }
}
