/** What the gates ask of AWS, and nothing more: tests answer it themselves. */

/** One run of one action within an execution. */
export interface ActionRun {
  id: string;
  stage: string;
  action: string;
  /** `Source`, `Build`, `Approval` and so on. */
  category: string;
  provider: string;
  /** `InProgress`, `Succeeded`, `Failed`, `Abandoned`. */
  status: string;
  /** Milliseconds since 1970. */
  started: number;
  /** ARN of whoever decided it, where somebody did. */
  updatedBy?: string;
  variables: Record<string, string>;
}

/** An execution as a whole. */
export interface ExecutionRun {
  /** What started it: `CreatePipeline`, `Webhook`, `StartPipelineExecution` and so on. */
  trigger?: string;
  /** The execution whose artifacts and variables it takes, when it rolls a stage back. */
  rollbackOf?: string;
}

/** The latest execution of a stage. */
export interface StageRun {
  stage: string;
  execution?: string;
  status?: string;
  /** By the action's name: its latest run, and who changed it last. */
  actions: Record<string, { id?: string; updatedBy?: string }>;
}

export interface ArtifactLocation {
  bucket: string;
  key: string;
}

/** Short-lived credentials for the artifacts of one job; never logged. */
export interface ArtifactCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

export interface Failure {
  type: "JobFailed" | "ConfigurationError";
  message: string;
}

export interface Aws {
  succeed(job: string, summary: string, variables: Record<string, string>): Promise<void>;
  fail(job: string, failure: Failure): Promise<void>;
  execution(pipeline: string, execution: string): Promise<ExecutionRun>;
  stages(pipeline: string): Promise<StageRun[]>;
  /** Every action run of an execution. */
  actions(pipeline: string, execution: string): Promise<ActionRun[]>;
  /** Stops an execution: after the actions that are under way, or without waiting for them. */
  stop(pipeline: string, execution: string, how: { abandon: boolean; reason: string }): Promise<void>;
  /** Values of parameters by name; those that do not exist are left out. */
  parameters(names: string[]): Promise<Map<string, string>>;
  writeParameter(name: string, value: string): Promise<void>;
  /** E-mail address of a commit's author in CodeCommit, where the commit has one. */
  commitAuthor(repository: string, commit: string): Promise<string | undefined>;
  /** Bytes of an artifact. Rejects with a `Refusal` when it is larger than `limit` bytes. */
  artifact(location: ArtifactLocation, credentials: ArtifactCredentials, limit: number): Promise<Buffer>;
}

/** What a gate that lets pass has to say. */
export interface Pass {
  summary: string;
  /** Output variables of the action. */
  variables?: Record<string, string>;
}
