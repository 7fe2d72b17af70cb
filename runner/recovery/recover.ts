/** After a killed run: releases what it held, finds out what it left half done, and brings the state up to date. */
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { stateOf } from "../../catalog/stored";
import type { StackPlan } from "../../catalog/types";
import { bootstrapIsOpen, recoverBootstrap } from "../bootstrap";
import type { ClientOptions } from "../cloud/types";
import { guarded, repairing, statePlace, who } from "../engine/guarded";
import { FailedError, RefusedError } from "../exit";
import { enter } from "../identity";
import {
  type Checkpoint,
  describeAge,
  describeHolder,
  dynamoTable,
  forceUnlock,
  parseItem,
  readPulumiLocks,
  systemClock,
} from "../lock";
import type { Session } from "../session";
import type { Found } from "./interrupted";
import { lives, livingEngines } from "./living";
import { locator } from "./locate";
import { repair } from "./repair";

export interface RecoverOptions {
  /** The killed run's lock; absent when it is free already. */
  unlock: { id: string; reason: string } | undefined;
  found: Found;
}

export interface Recovery {
  stack: string;
  /** What was done, in order. */
  done: string[];
}

/** @throws RefusedError when the interrupted run may still live, or a person must look something up first. */
export async function recover(session: Session, plan: StackPlan, options: RecoverOptions): Promise<Recovery> {
  const { catalog, terminal } = session;
  const cloud = await session.cloud();
  if (bootstrapIsOpen(catalog, plan, cloud)) {
    const done = await recoverBootstrap(session, plan, options.found);
    return {
      stack: plan.name,
      done: [...done, `the state store is not finished: go on with \`slipway up ${plan.name}\``],
    };
  }
  const identity = await enter(cloud, catalog, plan, "update");
  const client = cloud.client(stateOf(plan).region, identity.credentials);
  const s3 = new S3Client(client);
  const place = statePlace(catalog.project, plan);
  refuseLiving(plan, livingEngines(await readPulumiLocks(s3, place)));
  const done = await release(plan, client, options.unlock);

  await guarded(session, plan, repairing("recover"), async (run) => {
    const { checkpoint, workspace, pulumi } = run;
    if (!checkpoint) {
      done.push("there is no state yet: nothing to repair");
      return;
    }
    const left = await readPulumiLocks(s3, place);
    refuseLiving(plan, livingEngines(left));
    if (left.length > 0) {
      const { code, stderr } = await pulumi({ args: ["cancel", "--yes", "--stack", plan.name, "--non-interactive"] });
      if (code !== 0) throw new FailedError(`Stack ${plan.name}: pulumi cancel failed.\n${stderr}`);
      done.push("removed Pulumi's own lock files");
    }
    terminal.progress(`${plan.name}: comparing the state with the cloud ...`);
    const { found } = options;
    const locate = locator(cloud, catalog, plan, identity);
    const restore = () => putBack(s3, plan, checkpoint);
    done.push(...(await repair({ plan, pulumi, directory: workspace.directory, found, locate, restore })));
  });
  done.push(`accepted the state as it is now; go on with \`slipway up ${plan.name}\``);
  return { stack: plan.name, done };
}

/** Frees the killed run's lock when it is held; what was done. */
async function release(plan: StackPlan, client: ClientOptions, unlock: RecoverOptions["unlock"]): Promise<string[]> {
  const { lockId } = stateOf(plan);
  const table = dynamoTable({ client, table: stateOf(plan).table });
  const { holder, lastForceUnlock } = parseItem(lockId, await table.get(lockId));
  // Repeated after a refusal further on, the same command goes on from here.
  if (!holder && (!unlock || lastForceUnlock?.id === unlock.id)) return [];
  if (holder && lives(holder.host, holder.pid, "slipway")) {
    throw new RefusedError(
      `Stack ${plan.name} is locked by a run that is still alive: ${describeHolder(holder)}, ${describeAge(holder, new Date())}. ` +
        `Wait for it, or stop it gently with \`kill -INT ${holder.pid}\`.`,
    );
  }
  if (holder && !unlock) {
    throw new RefusedError(
      `Stack ${plan.name} is locked: ${describeHolder(holder)}, ${describeAge(holder, new Date())}. ` +
        `If that run has certainly ended, recover with:\n  slipway recover ${plan.name} --id ${holder.owner} --reason "<why>"`,
    );
  }
  await forceUnlock({ table, clock: systemClock, lockId, stack: plan.name, ...unlock!, who: who() });
  return [`released lock ${unlock!.id}`];
}

/** An engine outlives its killed runner, and goes on writing the state. */
function refuseLiving(plan: StackPlan, engines: number[]): void {
  if (engines.length === 0) return;
  throw new RefusedError(
    `Stack ${plan.name}: an engine of the interrupted run is still alive (process ${engines.join(", ")}) and writes the state. ` +
      `Wait until it has ended, or stop it gently with \`kill -INT ${engines.join(" ")}\`; then repeat this command.`,
  );
}

async function putBack(s3: S3Client, plan: StackPlan, { key, bytes }: Checkpoint): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: stateOf(plan).bucket, Key: key, Body: bytes }));
}
