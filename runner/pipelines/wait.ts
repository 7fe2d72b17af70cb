/** Waiting for executions to end, with the stack's lock free meanwhile, and then starting over. */
import { RefusedError } from "../exit";
import type { Clock } from "../lock";
import { duration } from "../terminal";
import { describeExecution, PipelinesRefusedError, type RunningExecution } from "./findings";
import { type GuardContext, runningIn } from "./guard";
import type { PipelineChange } from "./plan";

export interface WaitOptions {
  /** How long to wait in all, in milliseconds. 0: refuse at once. */
  waitMs: number;
  clock: Clock;
  /** Ends the waiting. */
  signal: AbortSignal;
  /** Milliseconds between two looks. Default 5000. */
  pollMs?: number;
}

/** Milliseconds between two lines of progress, when nothing new happens. */
const saidMs = 30_000;

/**
 * Runs the attempt until no execution stands against it. Every attempt starts from the beginning, with new
 * credentials, lock and preview: those of before the wait may be outdated, and its check is the one right
 * before the change. What does not pass by itself, a pending connection, is not waited for.
 *
 * @throws PipelinesRefusedError when the waiting is over.
 */
export async function whenIdle<T>(context: GuardContext, options: WaitOptions, attempt: () => Promise<T>): Promise<T> {
  const { clock, waitMs } = options;
  let waitedMs = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PipelinesRefusedError) || error.connections.length > 0 || waitMs === 0) throw error;
      const startedAt = clock.now() - waitedMs;
      await ended(context, options, error.executions, startedAt);
      // Time that the attempts take, the engine's own included, is no waiting.
      waitedMs = clock.now() - startedAt;
    }
  }
}

/** Resolves when none of the executions, and no later one of the same pipelines, runs. */
async function ended(
  context: GuardContext,
  { waitMs, clock, signal, pollMs = 5000 }: WaitOptions,
  first: RunningExecution[],
  startedAt: number,
): Promise<void> {
  const { stack, note } = context;
  const changes = changesOf(first);
  let running = first;
  let said = { text: "", at: 0 };
  while (running.length > 0) {
    const waitedMs = clock.now() - startedAt;
    if (waitedMs >= waitMs) throw new PipelinesRefusedError(stack.name, running, [], { waitedMs });
    const text = running.map(describeExecution).join(", ");
    if (text !== said.text || clock.now() - said.at >= saidMs) {
      said = { text, at: clock.now() };
      note(`      waiting for ${text} (${duration(waitedMs)} of ${duration(waitMs)})`);
    }
    await clock.sleep(Math.min(pollMs, waitMs - waitedMs), signal);
    if (signal.aborted) {
      throw new RefusedError(`Stack ${stack.name}: stopped while waiting for ${text}; nothing was changed.`);
    }
    running = await runningIn(context, changes);
  }
}

/** The changes that the executions stand against, each once. */
function changesOf(executions: RunningExecution[]): PipelineChange[] {
  const changes = executions.map(({ pipeline, region, change }) => ({ pipeline, region, change }));
  return [...new Map(changes.map((change) => [`${change.region}/${change.pipeline}`, change])).values()];
}
