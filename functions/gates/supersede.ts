/** Executions that a newer one replaces: older, and waiting at nothing but a manual approval. */
import type { ActionRun, Aws } from "./aws";
import { errorName } from "./refusal";

/** Whether an execution only waits for a person. One that is deploying or testing is never stopped. */
function waitsForApproval(actions: ActionRun[]): boolean {
  const underWay = actions.filter(({ status }) => status === "InProgress");
  return underWay.length > 0 && underWay.every(({ category }) => category === "Approval");
}

/** When an execution began, in milliseconds since 1970; undefined while none of its actions has. */
function beginning(actions: ActionRun[]): number | undefined {
  return actions.length === 0 ? undefined : Math.min(...actions.map(({ started }) => started));
}

/**
 * Stops what an execution supersedes, and says so: the end of a gate's summary.
 *
 * A failure is told there and not thrown. It would fail, and perhaps roll back, a release that is good; the next
 * gate tries again.
 */
export async function superseding(aws: Aws, { pipeline, execution }: Superseding): Promise<string> {
  try {
    const stopped = await supersede(aws, pipeline, execution);
    return stopped.length === 0 ? "" : ` Stopped what waited for approval: ${stopped.join(", ")}.`;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return ` What waits for approval could not be stopped: ${errorName(error)}: ${message}.`;
  }
}

interface Superseding {
  pipeline: string;
  execution: string;
}

/**
 * Stops the older executions of a pipeline that wait at a manual approval, and returns their ids. An execution that
 * rolls back supersedes nothing: what waits may be the good release that it returns to.
 *
 * They are abandoned, since stopping otherwise waits for the approval itself
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-stop.html). Between reading and stopping lie
 * milliseconds in which somebody may still approve; what was started then goes on outside the pipeline.
 */
async function supersede(aws: Aws, pipeline: string, execution: string): Promise<string[]> {
  const { rollbackOf } = await aws.execution(pipeline, execution);
  const own = beginning(await aws.actions(pipeline, execution));
  if (own === undefined || rollbackOf !== undefined) return [];
  const running = (await aws.stages(pipeline)).filter(({ status }) => status === "InProgress");
  const others = new Set(running.flatMap((stage) => (stage.execution ? [stage.execution] : [])));
  others.delete(execution);
  const stopped: string[] = [];
  for (const other of others) {
    const actions = await aws.actions(pipeline, other);
    const began = beginning(actions);
    if (began === undefined || began >= own || !waitsForApproval(actions)) continue;
    if (await stopWaiting(aws, pipeline, other, execution)) stopped.push(other);
  }
  return stopped;
}

/** False when the other execution has ended, or is being stopped, meanwhile. */
async function stopWaiting(aws: Aws, pipeline: string, other: string, execution: string): Promise<boolean> {
  try {
    await aws.stop(pipeline, other, {
      abandon: true,
      reason: `Superseded by ${execution} while it waited for approval`,
    });
    return true;
  } catch (error) {
    const over = ["DuplicatedStopRequestException", "PipelineExecutionNotStoppableException"];
    if (over.includes(errorName(error))) return false;
    throw error;
  }
}
