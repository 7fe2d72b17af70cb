/**
 * Entry of the Lambda function.
 *
 * It trusts three things. A job's `UserParameters` come from the definition of a pipeline: CodePipeline does not say
 * which pipeline a job is of, so that whoever may change a pipeline under the organisation's prefix, or invoke this
 * function, speaks for every service. Artifacts are read with the job's own credentials, never the function's. What
 * CodePipeline, CodeCommit and Parameter Store answer about executions, commits and records is true.
 *
 * Everything that is not certain fails the job; `changed` and superseding, which can only hold a release up, do not.
 * Lambda runs a job again that ends in an error, after 120 seconds too, up to twice with 3 minutes of waiting, and
 * perhaps one that has ended well (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html):
 * every gate can be asked twice. Only a second `record` that comes after a newer release would write what ran before
 * it, until the next release. A job that is never answered fails after 20 minutes
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html), later than the last of these runs.
 */
import { awsOf, lambdaClients } from "./clients";
import { handle } from "./handler";
import type { JobEvent } from "./job";

const aws = awsOf(lambdaClients());

export function handler(event: JobEvent): Promise<void> {
  return handle(event, aws);
}
