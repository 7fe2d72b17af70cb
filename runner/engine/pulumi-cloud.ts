/** Stacks whose state is in Pulumi Cloud: it puts their runs in a row and keeps their secrets, so nothing of ours does. */
import type { Access } from "../../catalog/naming";
import { isStored, type StoredPlan } from "../../catalog/stored";
import type { Catalog, StackPlan } from "../../catalog/types";
import { pulumiAccessToken, pulumiApi } from "../cloud/pulumi-token";
import type { Cloud } from "../cloud/types";
import { RefusedError } from "../exit";
import { enterAccount } from "../identity";
import type { Session } from "../session";
import { type PulumiResult, type PulumiRun, runPulumi } from "./pulumi";
import { openWorkspace } from "./workspace";

/** Why a stack is not run on this cloud, or undefined when it is. */
export function skipReason(plan: StackPlan, cloud: Cloud): string | undefined {
  if (isStored(plan) || cloud.kind !== "laptop") return undefined;
  return "its state is in Pulumi Cloud, which the laptop has not; `slipway graph` shows what it would make";
}

/** A plan whose state is in a store of ours; `what` is the command that needs one. Errors: RefusedError. */
export function stored(plan: StackPlan, what: string): StoredPlan {
  if (isStored(plan)) return plan;
  throw new RefusedError(
    `${what}: stack ${plan.name} has its state in Pulumi Cloud, which puts runs in a row itself: there is no lock, place or ` +
      "secrets key of ours. Its page in Pulumi Cloud shows state and runs, and `pulumi cancel` ends one.",
  );
}

/** The name by which the engine finds a stack: in Pulumi Cloud with organisation and project. */
export function stackReference({ project, deployments }: Catalog, plan: StackPlan): string {
  return isStored(plan) || !deployments ? plan.name : `${deployments.organization}/${project}/${plan.name}`;
}

export interface CloudRun {
  pulumi(run: PulumiRun): Promise<PulumiResult>;
}

/** Runs the engine on Pulumi Cloud's backend, as a caller who may enter the stack's account. */
export async function onPulumiCloud<T>(
  session: Session,
  plan: StackPlan,
  access: Access,
  body: (run: CloudRun) => Promise<T>,
): Promise<T> {
  const { catalog } = session;
  const cloud = await session.cloud();
  const reason = skipReason(plan, cloud);
  if (reason) throw new RefusedError(`Stack ${plan.name}: ${reason}.`);
  const organization = catalog.deployments!.organization;
  const accessToken = await pulumiAccessToken({ user: `Stack ${plan.name}`, organization, admin: false });
  const identity = await enterAccount(cloud, catalog, plan, access);
  const { command } = await session.pulumi();
  const { credentials } = identity;
  const workspace = openWorkspace({ catalog, plan, cloud, credentials, access, accessToken, backendUrl: pulumiApi });
  try {
    return await body({ pulumi: (run) => runPulumi(command, workspace, run) });
  } finally {
    workspace.remove();
  }
}
