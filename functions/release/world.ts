/** What a release asks of AWS in the target account, and nothing more: tests answer it themselves. */
import type { Tag, TaskDefinition } from "../../catalog/deploy-documents/task-definition";
import type { Target } from "./target";

/** What is to run. */
export interface ReleaseRequest {
  service: string;
  environment: string;
  /** `sha256:<hex>` of the released content, as the gates approved and record it. */
  digest: string;
  /** The execution of a pipeline, or who releases by hand. */
  execution: string;
  /** After how many minutes a release that has not ended is stopped and fails. */
  minutes: number;
}

/** What the release was handed. */
export interface Content {
  /** Digest of it, where it is an artifact. Default: not known (a release by hand). */
  digest?: string;
  /** Image by name, each by digest. */
  images: Record<string, string>;
  /** Of a function that is a zip. */
  zip?: ZipCode;
}

/** Where the content comes from. */
export interface Origin {
  /** When its build began, in milliseconds since 1970. Default: not known. */
  built?: number;
  /** Whether going back to what is older than what runs is asked for. */
  rollback: boolean;
}

/** An object that is never written again, or one version of it, and the digest of its bytes, `sha256:<hex>`. */
export interface ZipCode {
  bucket: string;
  key: string;
  version?: string;
  digest: string;
}

/** What a target runs since its last release that succeeded. */
export interface Running {
  digest: string;
  /** Image by container; of a function its image, or the digest of its zip, by its name. */
  images: Record<string, string>;
  /** Of a function that is a zip: where it lies. */
  zip?: ZipCode;
  /** ARN of the template; of a function its name. */
  template: string;
  /** ARN of the task definition, or the function's version. */
  revision: string;
  built?: number;
  execution: string;
  /** ISO 8601, UTC. */
  released: string;
}

export interface Records {
  read(): Promise<Running | undefined>;
  write(running: Running): Promise<void>;
}

export interface EcsService {
  /** ARN; undefined in CodeDeploy mode, where task sets have it. */
  taskDefinition?: string;
  taskSets: { status: string; taskDefinition: string }[];
}

export interface DescribedTaskDefinition {
  arn: string;
  described: Record<string, unknown>;
  tags: Tag[];
}

/** `PENDING`, `IN_PROGRESS`, `SUCCESSFUL`, `ROLLBACK_SUCCESSFUL` and so on. */
export interface ServiceDeployment {
  arn: string;
  status: string;
  /** Milliseconds since 1970. */
  created: number;
  /** ARN that the deployment brings. */
  taskDefinition?: string;
  /** ARN that it replaces, where that is one only. */
  replaces?: string;
  /** Image by container of what the deployment brings. */
  images?: Record<string, string>;
  /** Percent of the production traffic that it was given, where traffic is shifted. */
  traffic?: number;
  reason?: string;
  rollbackReason?: string;
  stage?: string;
  triggeredAlarms: string[];
  failedTasks?: { count: number; threshold: number };
  hooks: { id: string; type: string; target?: string; status: string; expires?: number }[];
}

export interface StoppedTask {
  id: string;
  taskDefinition: string;
  reason?: string;
  containers: { name: string; exitCode?: number; reason?: string }[];
}

export interface Ecs {
  service(cluster: string, service: string): Promise<EcsService | undefined>;
  /** By ARN, or by family its latest active revision. */
  taskDefinition(name: string): Promise<DescribedTaskDefinition | undefined>;
  /** ARN of the new revision. */
  register(definition: TaskDefinition): Promise<string>;
  /** Starts a deployment where the task definition is another, or `force` is given. */
  update(cluster: string, service: string, taskDefinition: string, force: boolean): Promise<void>;
  /** Deployments that are under way, and those created since a time, the newest first. */
  deployments(cluster: string, service: string, since: number): Promise<ServiceDeployment[]>;
  deployment(arn: string): Promise<ServiceDeployment | undefined>;
  /** Rolls a deployment back that is under way. */
  stop(arn: string): Promise<void>;
  stoppedTasks(cluster: string, service: string): Promise<StoppedTask[]>;
}

/** Where a service's tasks run: its subnets, security groups and capacity, as RunTask takes them. */
export type Placement = Record<string, unknown>;

/** A task that runs once beside the service. */
export interface TaskRun {
  taskDefinition: string;
  placement: Placement;
  container: string;
  command: string[];
  /** Of two runs with one token the second is the first. */
  token: string;
}

export interface RanTask {
  /** `PROVISIONING`, `PENDING`, `RUNNING`, `STOPPED` and so on. */
  status: string;
  reason?: string;
  containers: { name: string; exitCode?: number; reason?: string }[];
}

export interface Tasks {
  /** Undefined when there is no such service. */
  placement(cluster: string, service: string): Promise<Placement | undefined>;
  /** ARN of the task; or why it could not be placed. */
  run(cluster: string, run: TaskRun): Promise<{ task: string } | { failures: string[] }>;
  /** Undefined for a task that ECS does not know: not yet, or an hour after its end not any more. */
  find(cluster: string, task: string): Promise<RanTask | undefined>;
  stop(cluster: string, task: string, reason: string): Promise<void>;
}

/** `Created`, `Queued`, `InProgress`, `Baking`, `Ready`, `Succeeded`, `Failed`, `Stopped`. */
export interface Deployment {
  id: string;
  status: string;
  created: number;
  description?: string;
  error?: { code: string; message: string };
  rollback?: { id?: string; message?: string };
  /** The deployment that this one rolls back. */
  undoes?: string;
  /** Minutes for which it waits for a person, where it does before traffic is shifted. */
  readyMinutes?: number;
  /** Messages of the deployment's status. */
  messages: string[];
}

export interface LifecycleEvent {
  name: string;
  status: string;
  message?: string;
}

export interface CodeDeploy {
  /** Deployments of a group that are under way, and those created since a time, the newest first. */
  deployments(group: { application: string; group: string }, since: number): Promise<Deployment[]>;
  /** Rejects with `DeploymentLimitExceededException` while the group has another under way. */
  create(input: { application: string; group: string; appSpec: string; description: string }): Promise<string>;
  deployment(id: string): Promise<Deployment>;
  events(id: string): Promise<LifecycleEvent[]>;
  /** Stops a deployment and rolls it back. */
  stop(id: string): Promise<void>;
}

export interface LambdaFunction {
  /** Changes whenever code or configuration does. */
  revision: string;
  /** As Lambda gives it: base64. */
  codeSha256: string;
  /** By digest, of a function that is an image. */
  image?: string;
  /** `Active`, `Pending`, `Inactive`, `Failed`. */
  state: string;
  /** `Successful`, `InProgress`, `Failed`. */
  lastUpdate: string;
  lastUpdateReason?: string;
}

export interface LambdaAlias {
  version: string;
  /** Share of further versions, while traffic is shifted. */
  weights: Record<string, number>;
}

export interface Lambda {
  function(name: string): Promise<LambdaFunction>;
  /** Rejects with `PreconditionFailedException` when the function is not at `revision` any more. */
  updateCode(name: string, code: { image: string } | { zip: ZipCode }, revision: string): Promise<void>;
  /** Number of the version of the code and configuration at `revision`; the last one where nothing has changed. */
  publish(name: string, at: { revision: string; codeSha256: string }): Promise<string>;
  alias(name: string, alias: string): Promise<LambdaAlias>;
}

export interface World {
  request: ReleaseRequest;
  target: Target;
  /** Asked only until something is started, and for the record of a zip. */
  content(): Promise<Content>;
  origin(): Promise<Origin>;
  ecs: Ecs;
  tasks: Tasks;
  codedeploy: CodeDeploy;
  lambda: Lambda;
  records: Records;
  /** Milliseconds since 1970. */
  now(): number;
}
