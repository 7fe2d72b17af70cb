/** A release in a pipeline: takes as many steps as can be taken at once, then lets CodePipeline ask again. */
import { createHash } from "node:crypto";
import { storeIn } from "../../catalog/pipeline/zip-copies";
import type { ActionRun, ArtifactLocation, Aws, ExecutionRun, Failure } from "../gates/aws";
import { archiveLimits, contentDigest } from "../gates/digest";
import { answerLimits } from "../gates/handler";
import { type Job, type JobEvent, jobOf } from "../gates/job";
import { errorName, Refusal } from "../gates/refusal";
import { codeFile, contentOf } from "./artifact";
import { type ReleaseParameters, releaseParameters } from "./request";
import type { StepResult } from "./result";
import { beginning, decode, encode } from "./state";
import { step } from "./step";
import type { Target } from "./target";
import { taskStep } from "./task";
import type { Content, Origin, World, ZipCode } from "./world";

/** The event of an invocation with the token of the one before (`continuationToken` beside the artifacts). */
export type ReleaseEvent = JobEvent & { "CodePipeline.job"?: { data: { continuationToken?: string } } };

/** The pipeline's side; `artifact`, `actions`, `execution` and `fail` as the gates have them. */
export interface Pipeline extends Pick<Aws, "artifact" | "actions" | "execution" | "fail"> {
  succeed(job: string, summary: string, variables: Record<string, string>): Promise<void>;
  /** Says that the job goes on; the token comes back with its next invocation. */
  proceed(job: string, token: string, summary: string): Promise<void>;
}

/** The target's side, with the credentials of the release role there. */
export type Enter = (parameters: ReleaseParameters) => Promise<Omit<World, "content" | "origin" | "request">>;

export async function handle(event: ReleaseEvent, pipeline: Pipeline, enter: Enter): Promise<void> {
  const job = jobOf(event);
  const token = event["CodePipeline.job"]?.data.continuationToken;
  let result: StepResult;
  try {
    result = await advance(job, token, pipeline, enter);
  } catch (error) {
    await refuse(job, pipeline, failureOf(error));
    return;
  }
  const { state, done } = result;
  if (!done) {
    const summary = shorten(progress(result), answerLimits.summary);
    log(job, { goesOn: summary });
    await answer(job, pipeline.proceed(job.id, encode(state), summary));
  } else if (done.passed) {
    log(job, { passed: done.summary });
    await answer(job, pipeline.succeed(job.id, shorten(done.summary, answerLimits.summary), done.variables));
  } else {
    await refuse(job, pipeline, { type: "JobFailed", message: done.message });
  }
}

async function advance(job: Job, token: string | undefined, pipeline: Pipeline, enter: Enter): Promise<StepResult> {
  const parameters = releaseParameters(job.userParameters);
  const { service, environment, digest, execution, minutes, task } = parameters;
  const entered = await enter(parameters);
  const world: World = {
    ...entered,
    request: { service, environment, digest, execution, minutes },
    content: once(() => contentFrom(job, pipeline, entered.target, parameters.region)),
    origin: once(() => originOf(pipeline, parameters)),
  };
  const first = { ...beginning(digest, world.now()), ...(task ? { job: job.id } : {}) };
  let state = token ? decode(token, digest) : first;
  for (;;) {
    const result = await (task ? taskStep(state, world, task) : step(state, world));
    if (result.done || result.wait !== undefined) return result;
    state = result.state;
  }
}

/** Read with the job's own credentials, and compared with what the gates approved. */
async function contentFrom(
  { inputs, credentials }: Job,
  pipeline: Pipeline,
  target: Target,
  region: string,
): Promise<Content> {
  const artifacts = [];
  let left: number = archiveLimits.archiveBytes;
  for (const { name, location } of inputs) {
    if (!location || !credentials) throw new Refusal(`The artifact ${name} is in no bucket.`, "ConfigurationError");
    const archive = await pipeline.artifact(location, credentials, left);
    left -= archive.length;
    artifacts.push({ name, archive });
  }
  if (artifacts.length === 0) {
    throw new Refusal("The release has no input artifact. Apply the service's pipeline stack.", "ConfigurationError");
  }
  const content = { digest: await contentDigest(artifacts), ...contentOf(artifacts) };
  if (content.zip) refuseOtherStores(content.zip, inputs[0]!.location!, region);
  if (content.zip || target.kind !== "lambda" || target.image !== undefined) return content;
  return { ...content, zip: zipOf(artifacts[0]!.archive, inputs[0]!.location!) };
}

/** The release role reads every service's artifacts of its account: this keeps a build from naming those of another. */
function refuseOtherStores(zip: ZipCode, { bucket }: ArtifactLocation, region: string): void {
  const own = [bucket, storeIn(bucket, region)];
  if (own.includes(zip.bucket)) return;
  throw new Refusal(
    `${codeFile} of the build names the bucket ${zip.bucket}; a function's zip lies in the service's own store, ${own[1]}.`,
  );
}

/** The build's artifact is the function's zip, unless the build names another. Its key is of one execution only. */
function zipOf(archive: Buffer, { bucket, key }: ArtifactLocation): ZipCode {
  return { bucket, key, digest: `sha256:${createHash("sha256").update(archive).digest("hex")}` };
}

/** An execution that rolls a stage back releases what another built, and is asked to go back. */
async function originOf(pipeline: Pipeline, { pipeline: name, execution }: ReleaseParameters): Promise<Origin> {
  const { rollbackOf }: ExecutionRun = await pipeline.execution(name, execution);
  const actions: ActionRun[] = await pipeline.actions(name, rollbackOf ?? execution);
  const started = actions.map((action) => action.started).filter((time) => time > 0);
  return { rollback: rollbackOf !== undefined, ...(started.length > 0 ? { built: Math.min(...started) } : {}) };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

async function refuse(job: Job, pipeline: Pipeline, failure: Failure): Promise<void> {
  log(job, { refused: failure.message });
  await answer(job, pipeline.fail(job.id, { ...failure, message: shorten(failure.message, answerLimits.message) }));
}

function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) return { type: error.type, message: error.message };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return {
    type: "JobFailed",
    message:
      `The release could not go on: ${name}: ${message}. A rollout that has begun goes on without it; retry the stage ` +
      "to watch it further.",
  };
}

/** Lambda may run a job again that has its answer; nothing is then left to say. */
async function answer(job: Job, given: Promise<void>): Promise<void> {
  try {
    await given;
  } catch (error) {
    if (errorName(error) !== "InvalidJobStateException") throw error;
    log(job, { unheard: "The job has its answer already, or ran out of time." });
  }
}

function progress({ state }: StepResult): string {
  return state.waits ? `Waiting for ${state.waits}.` : `Next: ${state.phase}.`;
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 3)}...`;
}

/** One line for each invocation, without the event's credentials. */
function log(job: Job, outcome: Record<string, string>): void {
  console.log(JSON.stringify({ job: job.id, request: job.userParameters, ...outcome }));
}
