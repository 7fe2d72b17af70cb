/** The guard around every run of the engine: identity, state as it was left, lock, and a clean release. */
import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import type { StackPlan } from "../../catalog/types";
import { backendUrl, type Cloud, secretsProviderUrl } from "../cloud/types";
import { FailedError, RefusedError } from "../exit";
import { type Access, enter, type Identity } from "../identity";
import { acquire, type Checkpoint, compareState, dynamoTable, type Lease, readCheckpoint, readItem } from "../lock";
import type { Session } from "../session";
import { inspectState } from "./inspect";
import { type PulumiResult, type PulumiRun, runPulumi } from "./pulumi";
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
  const identity = await enter(cloud, catalog, plan, options.access);
  const client = cloud.client(plan.state.region, identity.credentials);
  const s3 = new S3Client(client);
  const table = dynamoTable(new DynamoDBClient(client), plan.state.table);
  const location = { bucket: plan.state.bucket, prefix: plan.state.prefix, project: catalog.project, stack: plan.name };
  const lease = options.writes
    ? await acquire({
        table,
        lockId: plan.state.lockId,
        stack: plan.name,
        holder: { who: who(), host: hostname(), pid: process.pid, runUrl: process.env.SLIPWAY_RUN_URL, operation: options.operation },
        waitMs: options.waitMs,
        onWait: session.terminal.progress,
      })
    : undefined;
  let workspace: Workspace | undefined;
  try {
    const checkpoint = await readCheckpoint(s3, location);
    inspectState(checkpoint, plan, cloud, { allowPending: options.allowPending ?? false });
    if (options.writes && !options.acceptState) compareState(plan.name, await readItem(table, plan.state.lockId), checkpoint);
    const opened = openWorkspace({
      catalog,
      plan,
      cloud,
      credentials: identity.credentials,
      access: options.access,
      backendUrl: backendUrl(cloud, plan.state),
      lockId: lease?.id,
    });
    workspace = opened;
    const pulumi = (run: PulumiRun) => runPulumi(cli.command, opened, { ...run, signal: lease?.signal });
    const create = async () => {
      if (checkpoint) return;
      const made = await pulumi({
        args: ["stack", "init", plan.name, "--secrets-provider", secretsProviderUrl(plan.state), "--non-interactive"],
      });
      if (made.code !== 0) throw new FailedError(`Stack ${plan.name} could not be made in its store:\n${made.stderr}`);
    };
    const result = await body({ cloud, identity, workspace: opened, checkpoint, lease, pulumi, create });
    if (lease?.signal.aborted) throw lease.signal.reason;
    return result;
  } finally {
    workspace?.remove();
    if (lease) {
      const after = await readCheckpoint(s3, location);
      await lease.release(after ? { digest: after.digest, versionId: after.versionId } : {});
    }
  }
}
