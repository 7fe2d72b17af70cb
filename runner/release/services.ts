/** What a release by hand asks of the cloud; tests answer it themselves. */
import type { Enter } from "../../functions/release/handler";
import type { Running } from "../../functions/release/world";

/** An action of a pipeline that is changing the environment now. */
export interface UnderWay {
  execution: string;
  stage: string;
  action: string;
}

/** A stage as CodePipeline tells of it. */
export interface PipelineStage {
  stageName?: string;
  latestExecution?: { pipelineExecutionId?: string };
  actionStates?: { actionName?: string; latestExecution?: { status?: string } }[];
}

export interface ReleaseServices {
  /** Whether pipelines run, so that people approve what they release. Default true. */
  approves?: boolean;
  /** Who releases, for the record. */
  who: string;
  /** The way into the target. */
  enter: Enter;
  /** What a record has said, the newest first; `passed` in those of the gates. */
  history(parameter: string): Promise<(Running & { passed?: boolean })[]>;
  /** The action of the pipeline, among those by stage, that is under way. */
  underWay(pipeline: string, actions: { stage: string; action: string }[]): Promise<UnderWay | undefined>;
  writeParameter(name: string, value: string): Promise<void>;
  sleep(seconds: number): Promise<void>;
  now(): number;
}
