/** Where each stack stands: its checkpoint, its lock, and for a pipeline what it delivers. */
import { S3Client } from "@aws-sdk/client-s3";
import { isStored } from "../catalog/stored";
import { statePlace } from "./engine/guarded";
import { deploymentOf } from "./engine/inspect";
import { describeHolder, dynamoTable, type LockItem, parseItem, readCheckpoint } from "./lock";
import type { Session } from "./session";
import { stateViewer } from "./viewer";

export interface StackStatus {
  stack: string;
  kind: string;
  /** Resources in the checkpoint; undefined when there is none. */
  resources?: number;
  backend: string;
  /** `free (fence 3)` or who holds it. */
  lock: string;
  /** One line of a delivery pipeline: its stages. */
  pipeline?: string;
}

export async function describeStacks(session: Session): Promise<StackStatus[]> {
  const clientFor = await stateViewer(session);
  const rows: StackStatus[] = [];
  for (const plan of session.catalog.stacks) {
    if (!isStored(plan)) {
      rows.push({ stack: plan.name, kind: plan.kind, backend: "Pulumi Cloud", lock: "none" });
      continue;
    }
    const backend = `s3://${plan.state.bucket}/${plan.state.prefix}`;
    const row: StackStatus = { stack: plan.name, kind: plan.kind, backend, lock: "none" };
    rows.push(row);
    const client = await clientFor(plan);
    const checkpoint = await readCheckpoint(new S3Client(client), statePlace(session.catalog.project, plan));
    const resources = deploymentOf(checkpoint).resources ?? [];
    if (checkpoint) row.resources = resources.length;
    const { table, lockId } = plan.state;
    row.lock = lockText(parseItem(lockId, await dynamoTable({ client, table }).get(lockId)));
    const pipeline = resources.find(({ type }) => type === "aws:codepipeline/pipeline:Pipeline");
    if (pipeline) row.pipeline = pipelineLine(pipeline.outputs ?? {});
  }
  return rows;
}

function lockText({ holder, fence }: LockItem): string {
  if (holder) return `held: ${describeHolder(holder)}`;
  return fence === 0 ? "none" : `free (fence ${fence})`;
}

function pipelineLine(outputs: Record<string, unknown>): string {
  const stages = (outputs.stages ?? []) as { name: string; actions: { name: string; category: string }[] }[];
  const parts = stages.map(({ name, actions }) =>
    actions.some(({ category }) => category === "Approval") ? `${name} (after approval)` : name,
  );
  return `${outputs.name}: ${parts.join(" -> ")}`;
}
