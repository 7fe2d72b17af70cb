/** Pipelines are changed only when none of their executions runs, and pending connections are told. */
import type { StackPlan } from "../../catalog/types";
import type { EngineStep } from "../engine/events";
import { systemClock } from "../lock";
import type { Session } from "../session";
import { interrupted } from "../signals";
import { guardContext } from "./context";
import { connectionLines, type UnfinishedConnection } from "./findings";
import { checkPipelines, type GuardContext, unfinishedOf } from "./guard";
import { pipelinePlan, unfinishedConnections } from "./plan";
import { whenIdle } from "./wait";

export { PipelinesRefusedError, type RunningExecution, type UnfinishedConnection } from "./findings";
export { pipelineType } from "./plan";

export interface PipelineGuard {
  /** Refuses the steps of a preview that would cancel executions or use a connection that nobody has completed. */
  check(steps: EngineStep[]): Promise<void>;
  /** Tells of connections that the run has left incomplete. */
  tell(steps: EngineStep[]): Promise<UnfinishedConnection[]>;
}

/** Runs the attempt under a guard, and again after having waited for executions that stood against it. */
export async function guardingPipelines<T>(
  session: Session,
  plan: StackPlan,
  waitMs: number,
  attempt: (guard: PipelineGuard) => Promise<T>,
): Promise<T> {
  const context = guardContext(session, plan);
  const guard = {
    check: (steps: EngineStep[]) => checkPipelines(context, pipelinePlan(steps, plan)),
    tell: (steps: EngineStep[]) => tellConnections(context, unfinishedConnections(steps)),
  };
  return whenIdle(context, { waitMs, clock: systemClock, signal: interrupted }, () => attempt(guard));
}

/** The state may be older than what a person has done in the console since, so the service is asked. */
export async function tellConnections(context: GuardContext, arns: string[]): Promise<UnfinishedConnection[]> {
  const unfinished = await unfinishedOf(context, new Map(arns.map((arn) => [arn, []])));
  for (const connection of unfinished) {
    for (const line of connectionLines(connection)) context.note(`  ${line}`);
    context.note("    pipelines that use it are made once it is complete");
  }
  return unfinished;
}
