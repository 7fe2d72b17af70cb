/** How a task that ran once ended. */
import { containersOf } from "../../catalog/deploy-documents/task-definition";
import { shortName } from "./record";
import type { OneTask } from "./request";
import { failed, type StepResult } from "./result";
import type { State } from "./state";
import type { RanTask, World } from "./world";

/**
 * The container whose command was asked for decides: others are killed when it ends, or go on beside it. One
 * without an exit code never ran.
 */
export async function endOf(state: State, world: World, task: OneTask, ran: RanTask): Promise<StepResult> {
  const { name, container } = task;
  const { exitCode } = ran.containers.find((each) => each.name === container) ?? {};
  const what = `Step ${name}: the task ${shortName(state.deployment!)} of ${shortName(state.revision!)}`;
  if (exitCode === 0 && state.stopped === undefined) {
    const summary = `${what} ran in ${world.request.environment} and ended well.`;
    return { state, done: { passed: true, summary, variables: { Task: state.deployment!, ExitCode: "0" } } };
  }
  const why =
    state.stopped === undefined ? "failed" : `had not ended after ${world.request.minutes} minutes and was stopped`;
  const ends = ran.containers.map(
    (each) =>
      `${each.name} ${each.exitCode === undefined ? "never ran" : `exited with ${each.exitCode}`}${because(each.reason)}`,
  );
  const log = await logOf(state, world, container);
  return failed(state, `${what} ${why}${because(ran.reason)}. ${ends.join("; ") || "No container ran"}.${log}`);
}

function because(reason: string | undefined): string {
  return reason ? ` (${reason.trim()})` : "";
}

/** Where the container wrote what went wrong: group and stream of the driver `awslogs`. */
async function logOf({ revision, deployment }: State, { ecs }: World, container: string): Promise<string> {
  const { described = {} } = (await ecs.taskDefinition(revision!)) ?? {};
  const found = containersOf(described).find((each) => each.name === container) as Logged | undefined;
  const { "awslogs-group": group, "awslogs-stream-prefix": prefix } = found?.logConfiguration?.options ?? {};
  return group && prefix ? ` Its log: ${group}, stream ${prefix}/${container}/${shortName(deployment!)}.` : "";
}

interface Logged {
  logConfiguration?: { options?: Record<string, string> };
}
