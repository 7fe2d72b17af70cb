/** The pipeline's side of a release: the gates' calls, and an answer that lets the job go on. */
import { CodePipelineClient, PutJobSuccessResultCommand } from "@aws-sdk/client-codepipeline";
import type { Aws } from "../gates/aws";
import { awsOf, lambdaClients } from "../gates/clients";
import type { Pipeline } from "./handler";

export function pipelineOf(
  gates: Pick<Aws, "succeed" | "fail" | "artifact" | "actions" | "execution"> = awsOf(lambdaClients()),
  codepipeline: Pick<CodePipelineClient, "send"> = new CodePipelineClient({}),
): Pipeline {
  return {
    artifact: gates.artifact,
    actions: gates.actions,
    execution: gates.execution,
    fail: gates.fail,
    succeed: gates.succeed,
    async proceed(jobId, continuationToken, summary) {
      const command = new PutJobSuccessResultCommand({ jobId, continuationToken, executionDetails: { summary } });
      await codepipeline.send(command);
    },
  };
}
