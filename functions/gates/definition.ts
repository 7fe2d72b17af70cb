/** Gate `definition`: an execution goes on only when the pipeline that runs it is the published one. */
import type { Aws, Pass } from "./aws";
import { errorName, Refusal } from "./refusal";
import type { Request } from "./request";

export type Verdict = "current" | "stale" | "unpublished" | "creation";

/**
 * `creation` comes first: CodePipeline starts an execution by itself when a pipeline is created
 * (https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html), perhaps before its
 * digest is published.
 */
export function judge(trigger: string | undefined, running: string, published: string | undefined): Verdict {
  if (trigger === "CreatePipeline") return "creation";
  if (published === undefined) return "unpublished";
  return published === running ? "current" : "stale";
}

export async function definition(request: Request<"definition">, aws: Aws): Promise<Pass> {
  const { parameter, digest, pipeline, execution } = request;
  const { trigger } = await aws.execution(pipeline, execution);
  const published = (await aws.parameters([parameter])).get(parameter);
  switch (judge(trigger, digest, published)) {
    case "current":
      return { summary: `Runs the published definition ${digest}.` };
    case "creation":
      await stopAfterThis(aws, pipeline, execution);
      return { summary: "Stopped: a new pipeline releases nothing until a change arrives or somebody starts it." };
    case "unpublished":
      throw new Refusal(
        `Parameter ${parameter} does not exist, so that nothing says which definition is meant. ` +
          "Apply the service's pipeline stack, then release the change.",
      );
    case "stale":
      throw new Refusal(
        `This execution runs definition ${digest}, published is ${published}: the pipeline was changed, or is being ` +
          "changed. When the update of the service's pipeline stack is over, release the change.",
      );
  }
}

/** Without abandoning, since this gate's own action is under way: the execution is stopped when it has succeeded. */
async function stopAfterThis(aws: Aws, pipeline: string, execution: string): Promise<void> {
  try {
    await aws.stop(pipeline, execution, { abandon: false, reason: "Started by the creation of the pipeline" });
  } catch (error) {
    // Lambda runs a job again that it could not finish.
    if (errorName(error) !== "DuplicatedStopRequestException") throw error;
  }
}
