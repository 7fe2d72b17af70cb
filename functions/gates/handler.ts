/** Answers one job: asks the gate that it names, and always tells CodePipeline the end. */
import { approver } from "./approver";
import type { Aws, Failure, Pass } from "./aws";
import { candidate } from "./candidate";
import { changed } from "./changed";
import { definition } from "./definition";
import { type Job, type JobEvent, jobOf } from "./job";
import { previous } from "./previous";
import { record } from "./record";
import { errorName, Refusal } from "./refusal";
import { type RawRequest, read, requestOf } from "./request";
import { same } from "./same";

/**
 * Characters that CodePipeline takes
 * (https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_FailureDetails.html and API_ExecutionDetails.html).
 */
export const answerLimits = { message: 5000, summary: 2048 } as const;

export async function handle(event: JobEvent, aws: Aws, now: () => Date = () => new Date()): Promise<void> {
  const job = jobOf(event);
  let pass: Pass;
  try {
    pass = await decide(job, aws, now());
  } catch (error) {
    const failure = failureOf(error);
    log(job, { refused: failure.message });
    await answer(job, aws.fail(job.id, failure));
    return;
  }
  log(job, { passed: pass.summary });
  await answer(job, aws.succeed(job.id, shorten(pass.summary, answerLimits.summary), pass.variables ?? {}));
}

/** Lambda may run a job again that has its answer; nothing is then left to say, and a further run would not help. */
async function answer(job: Job, given: Promise<void>): Promise<void> {
  try {
    await given;
  } catch (error) {
    if (errorName(error) !== "InvalidJobStateException") throw error;
    log(job, { unheard: "The job has its answer already, or ran out of time." });
  }
}

async function decide(job: Job, aws: Aws, now: Date): Promise<Pass> {
  const request = requestOf(job.userParameters);
  try {
    return await ask(request, job, aws, now);
  } catch (error) {
    // A rule that fails skips its stage without a word: what cannot be decided is released, with its approval.
    if (request.gate === "changed" && !isDecision(error)) {
      return { summary: `Enters the stage, since what runs there could not be read: ${failureOf(error).message}` };
    }
    throw error;
  }
}

function ask({ gate, fields }: RawRequest, job: Job, aws: Aws, now: Date): Promise<Pass> {
  switch (gate) {
    case "definition":
      return definition(read(gate, fields), aws);
    case "candidate":
      return candidate(read(gate, fields), aws, job);
    case "same":
      return same(read(gate, fields), aws, job);
    case "changed":
      return changed(read(gate, fields), aws);
    case "previous":
      return previous(read(gate, fields), aws);
    case "approver":
      return approver(read(gate, fields), aws);
    case "record":
      return record(read(gate, fields), aws, now);
  }
}

function isDecision(error: unknown): boolean {
  return error instanceof Refusal && error.type === "JobFailed";
}

function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) return { type: error.type, message: shorten(error.message, answerLimits.message) };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const text = `The gate could not decide: ${name}: ${message}. Retry the stage; if it fails again, see the function's log.`;
  return { type: "JobFailed", message: shorten(text, answerLimits.message) };
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 3)}...`;
}

/** One line for each outcome, without the event's credentials. */
function log(job: Job, outcome: { passed?: string; refused?: string; unheard?: string }): void {
  console.log(JSON.stringify({ job: job.id, request: job.userParameters, ...outcome }));
}
