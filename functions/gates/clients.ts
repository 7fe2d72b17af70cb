/** The gates' questions to AWS, asked with the SDK that the Lambda runtime brings along. */
import {
  CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  type ListActionExecutionsCommandOutput,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
  StopPipelineExecutionCommand,
} from "@aws-sdk/client-codepipeline";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParametersCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { ActionRun, ArtifactCredentials, Aws } from "./aws";
import { commitAuthor } from "./code-commit";
import { Refusal } from "./refusal";

/** GetParameters takes ten names (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html). */
const parametersPerCall = 10;

export interface Clients {
  codepipeline: Pick<CodePipelineClient, "send">;
  ssm: Pick<SSMClient, "send">;
  /** The function's own role has no right to any bucket. */
  s3(credentials: ArtifactCredentials): Pick<S3Client, "send">;
  commitAuthor: Aws["commitAuthor"];
}

/** Region and credentials come from the Lambda environment. */
export function lambdaClients(): Clients {
  return {
    codepipeline: new CodePipelineClient({}),
    ssm: new SSMClient({}),
    s3: (credentials) => new S3Client({ credentials }),
    commitAuthor,
  };
}

export function awsOf({ codepipeline, ssm, s3, commitAuthor }: Clients): Aws {
  return {
    async succeed(jobId, summary, outputVariables) {
      const command = new PutJobSuccessResultCommand({ jobId, executionDetails: { summary }, outputVariables });
      await codepipeline.send(command);
    },
    async fail(jobId, failureDetails) {
      await codepipeline.send(new PutJobFailureResultCommand({ jobId, failureDetails }));
    },
    async execution(pipelineName, pipelineExecutionId) {
      const command = new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId });
      const { trigger, rollbackMetadata } = (await codepipeline.send(command)).pipelineExecution ?? {};
      return { trigger: trigger?.triggerType, rollbackOf: rollbackMetadata?.rollbackTargetPipelineExecutionId };
    },
    async stages(name) {
      const { stageStates = [] } = await codepipeline.send(new GetPipelineStateCommand({ name }));
      return stageStates.map(({ stageName = "", latestExecution, actionStates = [] }) => ({
        stage: stageName,
        execution: latestExecution?.pipelineExecutionId,
        status: latestExecution?.status,
        actions: Object.fromEntries(
          actionStates.map(({ actionName = "", latestExecution: run }) => [
            actionName,
            { id: run?.actionExecutionId, updatedBy: run?.lastUpdatedBy },
          ]),
        ),
      }));
    },
    async actions(pipelineName, pipelineExecutionId) {
      const found: ActionRun[] = [];
      let nextToken: string | undefined;
      do {
        const page: ListActionExecutionsCommandOutput = await codepipeline.send(
          new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId }, nextToken }),
        );
        found.push(...(page.actionExecutionDetails ?? []).map(actionRun));
        nextToken = page.nextToken;
      } while (nextToken);
      return found;
    },
    async stop(pipelineName, pipelineExecutionId, { abandon, reason }) {
      await codepipeline.send(new StopPipelineExecutionCommand({ pipelineName, pipelineExecutionId, abandon, reason }));
    },
    async parameters(names) {
      const values = new Map<string, string>();
      for (let start = 0; start < names.length; start += parametersPerCall) {
        const Names = names.slice(start, start + parametersPerCall);
        const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names }));
        for (const { Name = "", Value = "" } of Parameters) values.set(Name, Value);
      }
      return values;
    },
    async writeParameter(Name, Value) {
      await ssm.send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true }));
    },
    async artifact({ bucket, key }, credentials, limit) {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      const { Body, ContentLength: bytes } = await s3(credentials).send(command);
      if (!Body || bytes === undefined || bytes > limit) {
        throw new Refusal(
          `The build's artifact has ${bytes ?? "an unknown number of"} bytes; the gates read at most ${limit} of it. ` +
            "Leave out of the buildspec's artifacts what is not released.",
        );
      }
      // Not copied: an archive may take a quarter of the function's memory.
      const { buffer, byteOffset, byteLength } = await Body.transformToByteArray();
      return Buffer.from(buffer, byteOffset, byteLength);
    },
    commitAuthor,
  };
}

type Detail = NonNullable<ListActionExecutionsCommandOutput["actionExecutionDetails"]>[number];

function actionRun(detail: Detail): ActionRun {
  return {
    id: detail.actionExecutionId ?? "",
    stage: detail.stageName ?? "",
    action: detail.actionName ?? "",
    category: detail.input?.actionTypeId?.category ?? "",
    provider: detail.input?.actionTypeId?.provider ?? "",
    status: detail.status ?? "",
    started: detail.startTime?.getTime() ?? 0,
    updatedBy: detail.updatedBy,
    variables: detail.output?.outputVariables ?? {},
  };
}
