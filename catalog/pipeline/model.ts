/** A delivery pipeline as plain data: what it does, as whom, and with which artifacts. */
import type { EventPattern } from "../events/pattern";
import type { PullRequestFilter, PushFilter } from "../service-types";

/** A value that is known to a stack only: read from Parameter Store in the pipeline's account and region. */
export interface ParameterReference {
  parameter: string;
}
export type ConfigurationValue = string | ParameterReference;

export type ActionCategory = "Source" | "Build" | "Test" | "Approval" | "Deploy" | "Invoke";

export interface PipelineAction {
  /** Unique in its stage. */
  name: string;
  category: ActionCategory;
  owner: "AWS";
  /** CodePipeline's word: `CodeStarSourceConnection`, `CodeBuild`, `Manual`, `Lambda`, `CodeDeploy`. */
  provider: string;
  version: string;
  /** Account and region of the resource that the action works on. */
  accountId: string;
  region: string;
  /** Role that the pipeline's role assumes for this action; absent: the pipeline's own role acts. */
  roleArn?: string;
  /** Namespace of the variables that it gives to later actions. */
  namespace?: string;
  /** Actions of a stage with one run order run side by side; a lower one runs before. */
  runOrder: number;
  /** Names of artifacts. */
  inputs: string[];
  outputs: string[];
  configuration: Record<string, ConfigurationValue>;
  /** Minutes until the action fails; absent: the service's own limit. */
  timeoutMinutes?: number;
  /** Whether the function that it invokes changes what its environment runs. */
  releases?: true;
}

/** Whether an action changes what an environment runs. */
export function deploys({ category, releases }: Pick<PipelineAction, "category" | "releases">): boolean {
  return category === "Deploy" || releases === true;
}

/** A check that CodePipeline itself makes before or after a stage. */
export interface PipelineRule {
  name: string;
  /** CodePipeline's word. */
  provider: "LambdaInvoke" | "VariableCheck" | "CloudWatchAlarm" | "DeploymentWindow";
  configuration: Record<string, string>;
  /** Names of artifacts. */
  inputs: string[];
  region: string;
}

/** What happens when a rule does not hold. */
export interface PipelineCondition {
  result: "FAIL" | "SKIP" | "ROLLBACK";
  rules: PipelineRule[];
}

export interface PipelineStage {
  /** Unique in the pipeline. */
  name: string;
  /** The wave that it belongs to, for a deploying stage; a wave too large for one stage has several. */
  wave?: string;
  /** The environments that it deploys to. */
  environments: string[];
  /** Whether one of them is production. */
  production: boolean;
  beforeEntry?: PipelineCondition;
  onSuccess?: PipelineCondition;
  /** What happens when an action fails: the failed ones are tried once more, or the last good run is deployed again. */
  onFailure?: "RETRY" | "ROLLBACK";
  actions: PipelineAction[];
}

/** Where an action stands. */
export interface ActionPlace {
  stage: string;
  action: string;
}

export interface PipelineArtifact {
  name: string;
  producer: ActionPlace;
  consumers: ActionPlace[];
}

/** The roles of one account that may use a store. */
export interface StoreReader {
  accountId: string;
  partition: string;
  /** Roles that CodePipeline acts with. */
  deployRoles: string[];
  /** Roles of the machines that fetch the artifact. */
  instanceRoles: string[];
}

/** Bucket and key of one region: actions of a region take and leave their artifacts there. */
export interface StoreModel {
  region: string;
  bucket: string;
  /** Aliases are recognised only in the account of the key, so a cross-account pipeline names it by ARN. */
  key: { alias: string; namedBy: "arn" | "alias" };
  /** Roles of the toolchain account that write and read. May be empty. */
  writers: string[];
  /** ARN of the toolchain's release role, where it copies functions' zips out of the store, or into it. */
  copier?: { roleArn: string; access: "reads" | "writes" };
  /** By account id. */
  readers: StoreReader[];
}

/** Starts the pipeline by what a source host reports. */
export interface GitTrigger {
  sourceAction: string;
  pushes: PushFilter[];
  pullRequests: PullRequestFilter[];
}

/** Starts the pipeline by an event of AWS, through a rule and a role that can start nothing else. */
export interface EventTrigger {
  /** Unique in the pipeline: the source action's name, or `After-<service>`. */
  name: string;
  pattern: EventPattern;
}

export interface PipelineModel {
  service: string;
  /** Account alias, in branch mode. */
  track?: string;
  name: string;
  type: "V2";
  /** What happens to a run that waits when a newer one comes: it is dropped, keeps its place, or none waits. */
  executionMode: "SUPERSEDED" | "QUEUED" | "PARALLEL";
  accountId: string;
  region: string;
  partition: string;
  organizationId?: string;
  roleArn: string;
  /** The first action compares this digest with the published one. */
  definition: { parameter: string; digest: string };
  triggers: GitTrigger[];
  events: EventTrigger[];
  stores: StoreModel[];
  stages: PipelineStage[];
  artifacts: PipelineArtifact[];
  tags: Record<string, string>;
}

/** Tag that names the production stages of a pipeline, separated by spaces; absent when it has none. */
export const productionStagesTag = "slipway:production-stages";

/** Every artifact with the action that makes it and the actions that take it, in order of appearance. */
export function artifactsOf(stages: PipelineStage[]): PipelineArtifact[] {
  const places = stages.flatMap((stage) => stage.actions.map((action) => ({ stage: stage.name, action })));
  return places.flatMap(({ stage, action }) =>
    action.outputs.map((name) => ({
      name,
      producer: { stage, action: action.name },
      consumers: places
        .filter((each) => each.action.inputs.includes(name))
        .map((each) => ({ stage: each.stage, action: each.action.name })),
    })),
  );
}
