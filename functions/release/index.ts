/**
 * Entry of the Lambda function that releases to ECS and Lambda.
 *
 * CodePipeline invokes it for a job, a release or a task that runs once, and again with the token that it answered, for
 * 24 hours at most (https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html). It trusts what the gates
 * function trusts (see there): a job's `UserParameters` come from the definition of a pipeline. Of those it takes only
 * what is of the pipeline's own service, and only for an execution that CodePipeline knows of that pipeline; its own
 * rights decide which roles it can enter, and each of them what can be changed.
 *
 * Lambda runs an invocation again that ends in an error, with the same token: every step can be taken twice.
 */
import { entering } from "./enter";
import { handle, type ReleaseEvent } from "./handler";
import { pipelineOf } from "./pipeline-client";

const pipeline = pipelineOf();
const enter = entering();

export function handler(event: ReleaseEvent): Promise<void> {
  return handle(event, pipeline, enter);
}
