/** `slipway lock status | force-unlock`. */
import { S3Client } from "@aws-sdk/client-s3";
import type { Command } from "commander";
import type { Access } from "../../catalog/naming";
import { stackNamed } from "../../catalog/stacks";
import type { StoredPlan } from "../../catalog/stored";
import { statePlace, who } from "../engine/guarded";
import { stored } from "../engine/pulumi-cloud";
import { enter } from "../identity";
import {
  compareState,
  dynamoTable,
  forceUnlock,
  observe,
  readCheckpoint,
  readPulumiLocks,
  recover,
  systemClock,
} from "../lock";
import { openSession, type Session } from "../session";
import { globals } from "./globals";

export function addLockCommands(program: Command): void {
  const lock = program.command("lock").description("who holds a stack's lock, and its release after a killed run");
  lock
    .command("status")
    .description("show the lock, Pulumi's own lock files and interrupted operations, with what to do")
    .argument("<stack>", "name of the stack")
    .option("--watch <seconds>", "watch a held lock for so long, to see whether its holder lives", Number, 0)
    .action((name: string, options: { watch: number }, command: Command) =>
      status(openSession(globals(command)), name, options.watch * 1000),
    );
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

async function tableOf(session: Session, plan: StoredPlan, access: Access) {
  const cloud = await session.cloud();
  const identity = await enter(cloud, session.catalog, plan, access);
  const client = cloud.client(plan.state.region, identity.credentials);
  return { client, table: dynamoTable({ client, table: plan.state.table }) };
}

async function status(session: Session, name: string, forMs: number): Promise<void> {
  const plan = stored(stackNamed(session.catalog, name), "slipway lock status");
  const { client, table } = await tableOf(session, plan, "preview");
  const s3 = new S3Client(client);
  const place = statePlace(session.catalog.project, plan);
  const { lockId } = plan.state;
  const sighting = await observe({ table, clock: systemClock, lockId, forMs });
  const checkpoint = await readCheckpoint(s3, place);
  const pulumiLocks = await readPulumiLocks(s3, place);
  const verdict = compareState(sighting.item.state, checkpoint);
  const advice = recover({ stack: name, sighting, checkpoint, pulumiLocks, verdict, now: new Date() });
  session.terminal.result({ stack: name, lockId, item: sighting.item, verdict, pulumiLocks, advice });
  const { holder, fence } = sighting.item;
  session.terminal.say(holder ? `${name}: lock ${holder.owner}, fence ${fence}` : `${name}: free, fence ${fence}`);
  for (const { found, remedy } of advice)
    session.terminal.say([`- ${found}`, ...remedy.map((line) => `    ${line}`)].join("\n"));
  if (advice.length === 0) session.terminal.say("Nothing to do.");
}

async function unlock(session: Session, name: string, options: { id: string; reason: string }): Promise<void> {
  const plan = stored(stackNamed(session.catalog, name), "slipway lock force-unlock");
  const { table } = await tableOf(session, plan, "update");
  const { lockId } = plan.state;
  const record = await forceUnlock({ table, clock: systemClock, lockId, stack: name, ...options, who: who() });
  session.terminal.result({ stack: name, released: record });
  session.terminal.say(
    `Lock ${record.id} of ${name} is released (it was held by ${record.holder}). ` +
      `Go on with \`slipway recover ${name}\`, which looks at what the killed run left.`,
  );
}
