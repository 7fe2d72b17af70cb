/**
 * A pipeline is changed only when none of its executions runs, and is not given a connection that nobody has
 * completed: its first execution would fail. An execution that begins between this check and the change itself
 * is still cancelled; CodePipeline offers no lock against that.
 */
import { RefusedError } from "../exit";
import {
  PipelinesRefusedError,
  type RunningExecution,
  runningExecution,
  type StackPlace,
  type UnfinishedConnection,
  unfinishedConnection,
} from "./findings";
import type { PipelineChange, PipelinePlan } from "./plan";
import type { DeliveryServices } from "./services";

export interface GuardContext {
  stack: StackPlace;
  /** The services of the stack's account in one region; called only when there is something to ask. */
  services(region: string): Promise<DeliveryServices>;
  /** One line of progress. */
  note(line: string): void;
}

/** @throws PipelinesRefusedError with everything that stands against the plan. */
export async function checkPipelines(context: GuardContext, { changes, connections }: PipelinePlan): Promise<void> {
  const running = await runningIn(context, changes);
  const users = new Map<string, string[]>();
  for (const { connection, pipeline } of connections) {
    users.set(connection, [...(users.get(connection) ?? []), pipeline]);
  }
  const unfinished = await unfinishedOf(context, users);
  if (running.length > 0 || unfinished.length > 0) {
    throw new PipelinesRefusedError(context.stack.name, running, unfinished);
  }
}

/** Executions that would be cancelled. Refuses when it cannot be known. */
export async function runningIn(
  { stack, services }: GuardContext,
  changes: PipelineChange[],
): Promise<RunningExecution[]> {
  const found = await Promise.all(
    changes.map(async (change) => {
      const executions = await ask(stack, change, services);
      return executions.map((execution) => runningExecution(stack, change, execution));
    }),
  );
  return found.flat();
}

async function ask(stack: StackPlace, { pipeline, region }: PipelineChange, services: GuardContext["services"]) {
  try {
    return await (await services(region)).running(pipeline);
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    const denied = (error as Error).name === "AccessDeniedException";
    throw new RefusedError(
      `Stack ${stack.name}: whether executions of pipeline ${pipeline} run could not be found out: ${(error as Error).message}. Nothing was changed. ` +
        (denied
          ? `The update role of the account needs codepipeline:ListPipelineExecutions and codepipeline:GetPipelineState: an administrator gives them with \`slipway up ${stack.account}.account\`.`
          : "Try again."),
    );
  }
}

/**
 * Connections that cannot be used, of those given as ARN with the pipelines that use them. One that may not be
 * looked at (it can belong to another account) is said and let pass: at worst an execution fails.
 */
export async function unfinishedOf(
  { services, note }: GuardContext,
  users: Map<string, string[]>,
): Promise<UnfinishedConnection[]> {
  const found = await Promise.all(
    [...users].map(async ([arn, pipelines]) => {
      try {
        const connection = await (await services(arn.split(":")[3]!)).connection(arn);
        return connection.status === "AVAILABLE" ? [] : [unfinishedConnection(arn, connection, pipelines)];
      } catch (error) {
        if (error instanceof RefusedError) throw error;
        note(`  whether connection ${arn} is complete could not be found out: ${(error as Error).message}`);
        return [];
      }
    }),
  );
  return found.flat();
}
