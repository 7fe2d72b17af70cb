/** `slipway lock status | force-unlock`. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import type { Command } from "commander";
import { stackNamed } from "../../catalog/stacks";
import type { StackPlan } from "../../catalog/types";
import { who } from "../engine/guarded";
import { UsageError } from "../exit";
import { type Access, enter } from "../identity";
import { advise, dynamoTable, forceUnlock, readCheckpoint, readItem, readPulumiLocks } from "../lock";
import { openSession, type Session } from "../session";
import { describeItem } from "../lock/describe";
import { globals } from "./globals";

export function addLockCommands(program: Command): void {
  const lock = program.command("lock").description("who holds a stack's lock, and its release after a killed run");
  lock
    .command("status")
    .description("show the lock, Pulumi's own lock files and interrupted operations, with what to do")
    .argument("<stack>", "name of the stack")
    .action((name: string, _options: unknown, command: Command) => status(openSession(globals(command)), name));
  lock
    .command("force-unlock")
    .description("release exactly the named lock of a run that has ended")
    .argument("<stack>", "name of the stack")
    .requiredOption("--id <lock id>", "the lock id that `slipway lock status` shows")
    .requiredOption("--reason <text>", "why; kept in the lock item")
    .action((name: string, options: { id: string; reason: string }, command: Command) =>
      unlock(openSession(globals(command)), name, options),
    );
}

async function clients(session: Session, plan: StackPlan, access: Access) {
  const cloud = await session.cloud();
  const identity = await enter(cloud, session.catalog, plan, access);
  const client = cloud.client(plan.state.region, identity.credentials);
  return { s3: new S3Client(client), table: dynamoTable(new DynamoDBClient(client), plan.state.table) };
}

async function status(session: Session, name: string): Promise<void> {
  const plan = stackNamed(session.catalog, name);
  const { s3, table } = await clients(session, plan, "preview");
  const location = { bucket: plan.state.bucket, prefix: plan.state.prefix, project: session.catalog.project, stack: name };
  const item = await readItem(table, plan.state.lockId);
  const checkpoint = await readCheckpoint(s3, location);
  const pulumiLocks = await readPulumiLocks(s3, location);
  const advice = advise({ stack: name, item, checkpoint, pulumiLocks });
  session.terminal.result({ stack: name, lockId: plan.state.lockId, item: item ?? null, pulumiLocks, advice });
  session.terminal.say(describeItem(plan.state.lockId, item));
  for (const line of advice) session.terminal.say(`- ${line}`);
}

async function unlock(session: Session, name: string, options: { id: string; reason: string }): Promise<void> {
  if (options.reason.trim() === "") throw new UsageError("slipway lock force-unlock: --reason says why, for those who read it later.");
  const plan = stackNamed(session.catalog, name);
  const { table } = await clients(session, plan, "update");
  await forceUnlock({ table, lockId: plan.state.lockId, stack: name, id: options.id, reason: options.reason, who: who() });
  session.terminal.result({ stack: name, released: options.id });
  session.terminal.say(`Lock ${options.id} of ${name} is released. Go on with \`slipway recover ${name}\`, which looks at what the killed run left.`);
}
