/** Where each stack stands: its checkpoint, its lock, and for a pipeline what it delivers. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import type { StackPlan } from "../catalog/types";
import { deploymentOf } from "./engine/inspect";
import { enter, type Identity } from "./identity";
import { dynamoTable, type LockItem, readCheckpoint, readItem } from "./lock";
import type { Session } from "./session";

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
  const cloud = await session.cloud();
  const identities = new Map<string, Promise<Identity>>();
  const identityFor = (plan: StackPlan) => {
    const role = plan.state.previewRole;
    if (!identities.has(role)) identities.set(role, enter(cloud, session.catalog, plan, "preview"));
    return identities.get(role)!;
  };
  const rows: StackStatus[] = [];
  for (const plan of session.catalog.stacks) {
    const backend = `s3://${plan.state.bucket}/${plan.state.prefix}`;
    const row: StackStatus = { stack: plan.name, kind: plan.kind, backend, lock: "none" };
    rows.push(row);
    // After a destroy the roles are gone, and with them the stacks.
    const identity = await identityFor(plan).catch(() => undefined);
    if (!identity) continue;
    const client = cloud.client(plan.state.region, identity.credentials);
    const { bucket, prefix } = plan.state;
    const checkpoint = await readCheckpoint(new S3Client(client), { bucket, prefix, project: session.catalog.project, stack: plan.name });
    const resources = deploymentOf(checkpoint).resources ?? [];
    if (checkpoint) row.resources = resources.length;
    row.lock = lockText(await readItem(dynamoTable(new DynamoDBClient(client), plan.state.table), plan.state.lockId));
    const pipeline = resources.find(({ type }) => type === "aws:codepipeline/pipeline:Pipeline");
    if (pipeline) row.pipeline = pipelineLine(pipeline.outputs ?? {});
  }
  return rows;
}

function lockText(item: LockItem | undefined): string {
  if (!item) return "none";
  return item.owner ? `held by ${item.who}@${item.host} (${item.operation})` : `free (fence ${item.fence})`;
}

function pipelineLine(outputs: Record<string, unknown>): string {
  const stages = (outputs.stages ?? []) as { name: string; actions: { name: string; category: string }[] }[];
  const parts = stages.map(({ name, actions }) => (actions.some(({ category }) => category === "Approval") ? `${name} (after approval)` : name));
  return `${outputs.name}: ${parts.join(" -> ")}`;
}
