/** After a killed run: releases what it held, finds out what it left half done, and brings the state up to date. */
import { S3Client } from "@aws-sdk/client-s3";
import type { StackPlan } from "../../catalog/types";
import { guarded, statePlace, who } from "../engine/guarded";
import { deploymentOf } from "../engine/inspect";
import { FailedError, RefusedError } from "../exit";
import { enter } from "../identity";
import {
  describeAge,
  describeHolder,
  dynamoTable,
  forceUnlock,
  parseItem,
  readPulumiLocks,
  systemClock,
} from "../lock";
import type { Session } from "../session";
import { decide, type Found, interruptedCreations, refreshArgs } from "./pending";

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

export async function recover(session: Session, plan: StackPlan, options: RecoverOptions): Promise<Recovery> {
  const done: string[] = [];
  const cloud = await session.cloud();
  const identity = await enter(cloud, session.catalog, plan, "update");
  const client = cloud.client(plan.state.region, identity.credentials);
  const { lockId } = plan.state;
  const table = dynamoTable({ client, table: plan.state.table });
  const { holder } = parseItem(lockId, await table.get(lockId));
  if (holder) {
    if (!options.unlock) {
      throw new RefusedError(
        `Stack ${plan.name} is locked: ${describeHolder(holder)}, ${describeAge(holder, new Date())}. ` +
          `If that run has certainly ended, recover with:\n  slipway recover ${plan.name} --id ${holder.owner} --reason "<why>"`,
      );
    }
    await forceUnlock({ table, clock: systemClock, lockId, stack: plan.name, ...options.unlock, who: who() });
    done.push(`released lock ${options.unlock.id}`);
  }
  const s3 = new S3Client(client);
  const guard = {
    operation: "recover",
    access: "update" as const,
    writes: true,
    waitMs: 0,
    acceptState: true,
    allowPending: true,
  };
  await guarded(session, plan, guard, async (run) => {
    if (!run.checkpoint) {
      done.push("there is no state yet: nothing to repair");
      return;
    }
    const must = async (args: string[]) => {
      const result = await run.pulumi({
        args: [...args, "--stack", plan.name, "--non-interactive", "--color", "never"],
      });
      if (result.code !== 0)
        throw new FailedError(`Stack ${plan.name}: pulumi ${args[0]} failed.\n${result.stdout}\n${result.stderr}`);
    };
    const interrupted = interruptedCreations(deploymentOf(run.checkpoint));
    const decisions = decide(plan.name, interrupted, options.found);
    if ((await readPulumiLocks(s3, statePlace(session.catalog.project, plan))).length > 0) {
      await must(["cancel", "--yes"]);
      done.push("removed Pulumi's own lock files");
    }
    await must(["refresh", "--yes", "--run-program", "--skip-preview", ...refreshArgs(decisions)]);
    for (const { resource, id } of decisions)
      done.push(
        id ? `took over ${resource.urn.split("::").at(-1)} (${id})` : `dropped ${resource.urn.split("::").at(-1)}`,
      );
    done.push("compared the state with the cloud");
  });
  done.push(`accepted the state as it is; go on with \`slipway up ${plan.name}\``);
  return { stack: plan.name, done };
}
