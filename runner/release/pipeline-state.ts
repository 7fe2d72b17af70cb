/** CodePipeline, asked what a pipeline is doing. */
import { CodePipelineClient, GetPipelineStateCommand } from "@aws-sdk/client-codepipeline";
import type { Place } from "../../functions/release/sdk";
import type { PipelineStage } from "./services";

export async function pipelineStages(name: string, place: Place & { endpoint?: string }): Promise<PipelineStage[]> {
  const { stageStates = [] } = await new CodePipelineClient(place).send(new GetPipelineStateCommand({ name }));
  return stageStates as PipelineStage[];
}
