/** Which policy pack each stack was last written under, by its lock item. */
import { isStored } from "../../catalog/stored";
import type { StackPlan } from "../../catalog/types";
import {
  compareState,
  dynamoTable,
  type ObservedState,
  parseItem,
  type RecordedPack,
  type RecordedState,
} from "../lock";
import type { Session } from "../session";
import { stateViewer, storedCheckpoint } from "../viewer";
import { pinnedPack } from "./pack";

/**
 * `current`: today's pack and configuration. `other-pack`, `other-configuration`: another one than today's. `without`:
 * none is recorded. `unrecorded`: written since by a run that recorded nothing. `absent`: no state. `cloud`: Pulumi
 * Cloud's policy groups judge it.
 */
export type PackVerdict =
  | "current"
  | "other-pack"
  | "other-configuration"
  | "without"
  | "unrecorded"
  | "absent"
  | "cloud";

export interface PackStatus {
  stack: string;
  verdict: PackVerdict;
  /** What the last write was judged by. */
  pack?: RecordedPack;
  /** What is wrong and what to do about it; absent when nothing is. */
  finding?: string;
}

export function packVerdict(
  recorded: RecordedState | undefined,
  observed: ObservedState | undefined,
  today: RecordedPack,
): PackVerdict {
  if (!observed) return "absent";
  if (compareState(recorded, observed) === "changed") return "unrecorded";
  if (!recorded?.pack) return "without";
  if (recorded.pack.digest !== today.digest) return "other-pack";
  return recorded.pack.configuration === today.configuration ? "current" : "other-configuration";
}

const findings: Partial<Record<PackVerdict, string>> = {
  "other-pack": "was last written under another policy pack than today's",
  "other-configuration": "was last written under another configuration of the policy pack than today's",
  without: "was last written without the policy pack",
  unrecorded: "was written since by a run that did not record its state",
};

function statusOf(stack: string, verdict: PackVerdict, pack: RecordedPack | undefined): PackStatus {
  const what = findings[verdict];
  const remedy = `\`slipway check --state ${stack}\` judges it as it is, \`slipway up ${stack}\` writes it under the pack.`;
  return {
    stack,
    verdict,
    ...(pack && verdict !== "absent" ? { pack } : {}),
    ...(what ? { finding: `${stack} ${what}. ${remedy}` } : {}),
  };
}

export interface PackReport {
  today: RecordedPack;
  stacks: PackStatus[];
}

export async function packReport(session: Session, plans: StackPlan[]): Promise<PackReport> {
  const { version, digest, configuration } = pinnedPack(session.catalog);
  const today = { version, digest, configuration };
  const clientFor = await stateViewer(session);
  const stacks: PackStatus[] = [];
  for (const plan of plans) {
    if (!isStored(plan)) {
      stacks.push(statusOf(plan.name, "cloud", undefined));
      continue;
    }
    const client = await clientFor(plan);
    const checkpoint = await storedCheckpoint(client, session.catalog.project, plan);
    const { table, lockId } = plan.state;
    const recorded = checkpoint && parseItem(lockId, await dynamoTable({ client, table }).get(lockId)).state;
    stacks.push(statusOf(plan.name, packVerdict(recorded, checkpoint, today), recorded?.pack));
  }
  return { today, stacks };
}
