/** The words of the catalog: what a company declares, after validation and with every name computed. */
import type { DeliveryEvent } from "./events/delivery";
import type { Binding } from "./federation/bindings";
import type { Naming } from "./naming";
import type { EndpointService } from "./network/endpoints";
import type { SmokeTest } from "./smoke-test";

/** One finding in the configuration; a person can act on it without reading code. */
export interface Problem {
  /** File relative to the catalog's directory. */
  file: string;
  /** Where in the file, in dots and brackets: `stages[1].environment`. Empty for the file as a whole. */
  path: string;
  /** The value found there, or undefined when it is absent. */
  value?: unknown;
  /** What is wrong and what to do about it. */
  message: string;
}

/** Kinds of stacks, in the order in which they are applied. */
export const stackKinds = [
  "state",
  "organization",
  "account",
  "toolchain",
  "environment",
  "service",
  "pipeline",
  "deployments",
] as const;
export type StackKind = (typeof stackKinds)[number];

/** Where a stack's checkpoints live: Slipway's own store, or Pulumi Cloud. */
export type Backend = "s3" | "cloud";

export interface Organization {
  /** First part of every name, 2 to 8 of a-z and 0-9, beginning with a letter. */
  prefix: string;
  /** AWS Organizations id, `o-...`; adds `aws:PrincipalOrgID` to every trust. */
  id?: string;
  /** Region of the state store and of global stacks. */
  home: string;
  /** Account alias to twelve-digit account id; always has `toolchain`. */
  accounts: Record<string, string>;
  /** Role that an administrator has in every account. Default `OrganizationAccountAccessRole`. */
  administrator: string;
  /** ARNs of the toolchain account's roles that may run Slipway. Default: its administrator role. */
  operators: string[];
  /** Tags of every resource, besides Slipway's own. */
  tags: Record<string, string>;
  /** CI outside AWS whose runs may preview or update stacks, by name. */
  federation: Record<string, Federation>;
  /** People who enter roles of the platform in every account; nobody when it is absent. */
  people?: People;
  /** Where networks may lie. */
  network: NetworkPlan;
}

/** ARNs of the roles that people sign in with, by the role of the platform that they may enter. */
export interface People {
  developer?: string[];
  operator?: string[];
  breakGlass?: string[];
  /** Who hears of each entry of the break-glass role. */
  alarm?: { email: string[] };
}

export interface NetworkPlan {
  /** Range that every network lies in; free ones are suggested from it. */
  range?: string;
  /** Ranges that no network may touch, such as those of offices, by name. */
  reserved: Record<string, string>;
}

export interface NetworkSettings {
  /** IPv4 range, /16 to /24. */
  cidr: string;
  /** Number of availability zones, 1 to 6. */
  zones: number;
  /** Way out of the private subnets. Default `nat`. */
  egress: "nat" | "none" | { transitGateway: { id: string; routes: string[] } };
  /** Services reached by interface endpoints; S3 and DynamoDB always have gateway endpoints. */
  endpoints: EndpointService[];
  /** Buckets of others that may be read through the endpoint of S3. */
  readableBuckets: string[];
  /** Default: all traffic, kept for 90 days. */
  flowLogs: "none" | { traffic: "all" | "accept" | "reject"; retentionDays: number };
}

/** One CI's roles in the toolchain account. */
export interface Federation {
  /** Aliases of the accounts whose run roles they enter. */
  accounts: string[];
  /** Seconds that credentials are valid. Default 3600. */
  sessionSeconds?: number;
  /** Runs that may preview, and those that may update as well; there are some of one or of both. */
  preview?: Binding[];
  update?: Binding[];
}

export interface StateSettings {
  /** One store in the toolchain account, or one in each account. Default `one`. */
  placement: "one" | "account";
  /** Days for which an overwritten checkpoint is kept. Default 90. */
  noncurrentDays: number;
  /** Region of a second copy; none by default. */
  replica?: string;
}

/** What guardrails are attached to, and the accounts of the files that are below it. */
export interface GuardrailTarget {
  /** Id of the root, of a unit or of an account. */
  id: string;
  accountIds: string[];
}

/** Guardrails of the AWS organisation, and who administers its services. */
export interface Governance {
  /** Alias and id of the management account. */
  account: string;
  accountId: string;
  /** Regions that accounts may use, sorted. */
  regions: string[];
  targets: GuardrailTarget[];
  delegatedAdministrators: { service: string; accountId: string }[];
}

/** How Pulumi Deployments runs the stacks of the backend `cloud`. */
export interface DeploymentsSettings {
  /** Organisation in Pulumi Cloud. */
  organization: string;
  /** Host of the repository. Default `github`. */
  provider: "github" | "gitlab" | "bitbucket" | "azure_devops";
  /** Repository of the files, with its owner. */
  repository: string;
  /** Folder of the files in it; absent: its root. */
  directory?: string;
  /** Default `main`. */
  branch: string;
  /** Whether pull requests are previewed. Default true. */
  previews: boolean;
  /** When drift is looked for, in UTC, and whether it is undone unseen. */
  drift: { cron: string; remediate: boolean };
  /** Who hears of runs, by name. */
  webhooks: Record<string, { url: string; events: string[] }>;
  /** What the policy pack does in Pulumi Cloud. Default `audit`. */
  policyGroup: "audit" | "preventative" | "none";
}

export interface AudienceSettings {
  events: DeliveryEvent[];
  /** Addresses; each must be confirmed by its owner once. */
  email: string[];
  slack?: { workspaceId: string; channelId: string };
  teams?: { teamId: string; tenantId: string; channelId: string };
}

export interface ToolchainSettings {
  /** Connections to source hosts by name: made by Slipway, or given by ARN. */
  connections: Record<string, { provider: "GitHub" | "GitLab" | "Bitbucket"; arn?: string }>;
  /** Who hears what, by audience; `approvals` always exists. */
  notifications: Record<string, AudienceSettings>;
  /** Network for builds that must reach something private; none by default. */
  network?: NetworkSettings;
  /** Public registries that builds pull base images from, through a cache in ECR. */
  baseImages: Record<string, { upstream: string; credential?: string }>;
}

export interface Environment {
  /** `<base>` or `<base>-<region>`. */
  name: string;
  /** The file it was declared in, relative to the catalog's directory. */
  file: string;
  /** Account alias and id. */
  account: string;
  accountId: string;
  region: string;
  partition: string;
  /** Whether its secrets key and artifacts are kept on deletion, and stages need an approval. Default: the base of the name is `prod`. */
  production: boolean;
  /** Backend of the environment's and its services' stacks. Default `s3`. */
  backend: Backend;
  /** Time in UTC at which its stacks are destroyed, on the backend `cloud` only; absent: never. */
  expires?: string;
  network: NetworkSettings;
}

/** How many instances of a fleet are deployed to at once. */
export type Batch = "one" | "half" | "all" | { healthyPercent: number };

/** A metric whose breach stops and rolls back a deployment. */
export type RolloutAlarm =
  | "status"
  | "cpu"
  | {
      name: string;
      namespace: string;
      metric: string;
      statistic: string;
      threshold: number;
      periodSeconds: number;
      evaluationPeriods: number;
      dimensions: Record<string, string>;
    };

/** How a fleet is deployed to. */
export interface FleetRollout {
  batch: Batch;
  alarms: RolloutAlarm[];
}

export interface Ec2InPlaceTarget {
  kind: "ec2-in-place";
  /** Path that answers 200 when the instance serves. */
  health: string;
  /** Port of the health path. Default 8080. */
  port: number;
  /** Default `t3.micro`. */
  instanceType: string;
  /** Instances per environment. Default 2. */
  instances: number;
  /** Image id, or absent for the newest Amazon Linux 2023 at the instance's creation. */
  ami?: string;
}

/** A parameter, or a secret or a key of its JSON text, by its name; nothing of it is in a file or in state. */
export type SecretReference = { parameter: string } | { secret: string; jsonKey?: string; versionStage?: string };

export interface EcsContainer {
  name: string;
  /** Name of an image that the service's build makes. */
  image: string;
  /** Whether its end is the task's end. Default true. */
  essential: boolean;
  port?: number;
  environment: Record<string, string>;
  secrets: Record<string, SecretReference>;
  command?: string[];
}

export interface CapacityShare {
  /** `FARGATE`, `FARGATE_SPOT`, or the name of a capacity provider of EC2. */
  provider: string;
  /** Share of the tasks beyond the bases, against the other weights. */
  weight: number;
  /** Tasks that run on it before weights count. */
  base: number;
}

export interface LoadBalancing {
  kind: "application" | "network";
  scheme: "internal" | "internet-facing";
  /** Seconds that a task's connections may take to end. Default 30. */
  deregistrationSeconds: number;
  /** Port of the listener that shows the new tasks before traffic does. Default 8443. */
  testPort: number;
  /** Security policy of the TLS listeners. */
  tlsPolicy: string;
  /** By environment: ARN of its certificate, of its web ACL; name of the bucket that its access logs go to. */
  certificate: Record<string, string>;
  webAcl?: Record<string, string>;
  accessLogs?: Record<string, string>;
}

export interface EcsTarget {
  kind: "ecs";
  /** CPU units (1024 are one vCPU) and MiB of a task. Default 256 and 512. */
  cpu: number;
  memory: number;
  architecture: "X86_64" | "ARM64";
  containers: [EcsContainer, ...EcsContainer[]];
  /** Tasks; where `scaling` is set, those it begins with. Default 2. */
  desired: number;
  scaling?: { least: number; most: number; cpuPercent: number };
  /** Default: one task on `FARGATE`, the others on it and on `FARGATE_SPOT` 1:1. */
  capacity: [CapacityShare, ...CapacityShare[]];
  /** Container and port that get the traffic: the file's choice, else the only ones. */
  container: string;
  port: number;
  /** Path of that port that answers 200 when a task serves. */
  health: string;
  /** Seconds between a task's SIGTERM and its SIGKILL. Default 30. */
  stopSeconds: number;
  /** Whether people may open a shell in a task. Default false. */
  exec: boolean;
  /** Whether it is found by its name inside the environment's cluster. Default false. */
  connect: boolean;
  /** Days for which logs are kept. Default 90. */
  logDays: number;
  loadBalancer: LoadBalancing;
}

export interface LambdaTarget {
  kind: "lambda";
  package: "image" | "zip";
  /** Name of an image that the service's build makes; for packages `image` only. */
  image?: string;
  /** By environment: image by digest in ECR that the function is made from; for packages `image` only. */
  placeholder?: Record<string, string>;
  /** For packages `zip` only. */
  runtime?: string;
  handler?: string;
  /** MiB. Default 256. */
  memory: number;
  /** Default 30. */
  timeoutSeconds: number;
  architecture: "x86_64" | "arm64";
  environment: Record<string, string>;
  /** Variable to what the function itself reads: the variable holds its name, the function's role may read it. */
  secrets: Record<string, SecretReference>;
  provisioned?: number;
  /** Runs at once; absent: those of the account. */
  reserved?: number;
  /** Whether it runs in the environment's network. Default false. */
  vpc: boolean;
  /** Days for which logs are kept. Default 90. */
  logDays: number;
}

export type Target = Ec2InPlaceTarget | EcsTarget | LambdaTarget;

export type TrafficStrategy = "rolling" | "blue-green" | "canary" | "linear" | "all-at-once";
/** Who moves the traffic: ECS itself, or CodeDeploy. */
export type RolloutController = "native" | "codedeploy";

/** Alarms that Slipway knows how to make; figures: `catalog/rollout/alarms.ts`. */
export type KnownAlarm = "errors" | "latency" | "unhealthy" | "throttles" | "log";

/** A metric of CloudWatch whose breach stops and rolls back. */
export type MetricAlarm = Exclude<RolloutAlarm, string> & {
  /** Periods among the evaluated ones that must be above the threshold. Default: all. */
  datapoints?: number;
};

/** A known alarm with figures of one's own; the absent ones are its usual ones. */
export interface TunedAlarm {
  known: KnownAlarm;
  threshold?: number;
  periodSeconds?: number;
  evaluationPeriods?: number;
  datapoints?: number;
}

/** Lines of the service's log. */
export interface LogAlarm {
  name: string;
  /** Filter pattern of CloudWatch Logs. Default `Exception`. */
  pattern: string;
  /** Lines in a period above which it is raised. Default 0. */
  threshold: number;
  periodSeconds: number;
  evaluationPeriods: number;
  datapoints?: number;
}

export type TrafficAlarm = KnownAlarm | TunedAlarm | MetricAlarm | LogAlarm;

/** Something that runs, or that waits, at a stage of a rollout. */
export type TrafficHook = {
  /** The controller's own word: `POST_TEST_TRAFFIC_SHIFT` of ECS, `AfterAllowTestTraffic` of CodeDeploy. */
  stage: string;
} /** Default: the target's health path (Lambda: `/`), 200, 1000 milliseconds, 3 requests, 5 attempts. */ & (
  | ({ kind: "smoke" } & SmokeTest)
  /** A Lambda function of the service's own, by name, in the environment's account and region. */
  | { kind: "function"; function: string; minutes: number }
  /** Waits for a person, or until the minutes are over. */
  | { kind: "pause"; minutes: number; onTimeout: "continue" | "rollback" }
);

/** How traffic goes over to a new revision on ECS and Lambda. */
export interface TrafficRollout {
  strategy: TrafficStrategy;
  controller: RolloutController;
  /** Percent of the first shift of a canary (default 10), or of each step of a linear one (default 10). */
  percent: number;
  /** Minutes after the first shift of a canary (default 5), or between the steps of a linear one (default 1). */
  minutes: number;
  /** Minutes after the shift until the old revision goes, in which alarms still roll back. Default 15; Lambda: 0. */
  bake: number;
  /** How long CodeDeploy waits on ECS, test traffic being there, before it shifts, and what it then does. */
  ready?: { minutes: number; onTimeout: "continue" | "stop" };
  alarms: TrafficAlarm[];
  hooks: TrafficHook[];
}

export type Rollout = FleetRollout | TrafficRollout;

/** Globs of refs or paths: passes what one of `includes` matches (everything when it is empty) and none of `excludes`. */
export interface Filter {
  includes: string[];
  excludes: string[];
}

/** A push starts the pipeline when it passes every filter; branches and tags exclude each other. */
export interface PushFilter {
  branches?: Filter;
  tags?: Filter;
  paths?: Filter;
}

export interface PullRequestFilter {
  events: ("OPEN" | "UPDATED" | "CLOSED")[];
  branches?: Filter;
  paths?: Filter;
}

/** Where a change comes from. `name` is the action's; the first source's is `Source`. */
export type Source =
  | {
      kind: "connection";
      name: string;
      /** Name of a connection of the toolchain. */
      connection: string;
      repository: string;
      branch: string;
      push: PushFilter[];
      pullRequests: PullRequestFilter[];
    }
  | {
      kind: "codecommit";
      name: string;
      /** Repository in the toolchain account. */
      repository: string;
      branch: string;
      /** Whether Slipway makes the repository, or finds it. */
      create: boolean;
      /** Approvals that a pull request to the branch needs; 0: no rule. */
      approvals: number;
    }
  /** A versioned object of a bucket in the toolchain account: what another process promoted. */
  | { kind: "s3"; name: string; bucket: string; key: string }
  /** An image in the toolchain account's registry; each push of the tag starts the pipeline. */
  | { kind: "ecr"; name: string; repository: string; tag: string };

/** A build's variable: text, or a parameter or secret that the build itself reads when it starts. */
export type BuildVariable = { value: string } | SecretReference;

export interface TestReport {
  name: string;
  type: "TEST" | "CODE_COVERAGE";
  format: string;
  files: string[];
  baseDirectory?: string;
}

/** What any build project has. */
export interface ProjectSettings {
  /** Path of a buildspec inside the repository, or the text of one. */
  buildspec: string;
  /** CodeBuild image. Default `aws/codebuild/amazonlinux-x86_64-standard:5.0`. */
  image: string;
  /** CodeBuild compute type. Default `BUILD_GENERAL1_SMALL`. */
  compute: string;
  /** Minutes until a build is stopped, 5 to 480. Default 30. */
  timeoutMinutes: number;
  /** Whether the build runs Docker. Default: computed from a buildspec in the file, else false. */
  privileged: boolean;
  /** What a build keeps for the next one. Default `none`. */
  cache: "none" | "local" | "s3";
  /** Days for which logs are kept in CloudWatch, and whether they are also put beside the artifacts. */
  logs: { days: number; s3: boolean };
  /** Builds of this project at once; absent: the account's limit. */
  concurrency?: number;
  /** Whether the buildspec starts a batch, and how many builds it may have. */
  batch?: { maximumBuilds: number; timeoutMinutes: number };
  /** Whether the build runs in the toolchain's network. */
  vpc: boolean;
  env: Record<string, BuildVariable>;
  reports: TestReport[];
}

export interface ImageSettings {
  name: string;
  /** Folder of the repository that is the build's context. Default: the name. */
  directory: string;
  /** Path inside the folder. Default `Dockerfile`. */
  dockerfile: string;
  buildArgs: Record<string, string>;
}

export interface Build extends ProjectSettings {
  /** Container images, built side by side and handed on by digest. */
  images: ImageSettings[];
}

/** A build project that a stage runs before or after its deployment. */
export interface Step extends ProjectSettings {
  name: string;
}

/** A task of a service on ECS that runs once before or after its release: a migration, a smoke test. */
export interface TaskStep {
  name: string;
  task: {
    /** The file's choice, else the one that gets the traffic. */
    container: string;
    command: string[];
    /** With the images that are being released (default), or what the service runs. */
    revision: "new" | "running";
    /** Minutes after which it is stopped and fails. Default 15. */
    minutes: number;
  };
}

export type StageStep = Step | TaskStep;

export interface Stage {
  environment: string;
  /** A `FleetRollout` for `ec2-in-place`, a `TrafficRollout` for every other target. */
  rollout: Rollout;
  /** In order. */
  before: StageStep[];
  after: StageStep[];
}

export interface Approval {
  /** Minutes until the request expires. */
  minutes: number;
  /** Audience that is told. */
  audience: string;
}

/** Stages side by side; the next wave begins when all have succeeded. */
export interface Wave {
  /** The environment's name for a stage that stands alone. */
  name: string;
  /** Whether the file names it as a wave, so that actions bear their environment's name from the start. */
  declared: boolean;
  /** A person approves before it. */
  approval?: Approval;
  /** Stages at once; absent: all. */
  concurrency?: number;
  /** Whether the wave is skipped, with its approval, when every stage runs this artifact already. */
  skipUnchanged: boolean;
  /** Cron expression of the minutes in which a run may enter. */
  window?: { cron: string; timeZone: string };
  /** What must hold of variables of earlier actions before a run enters. */
  variables: { variable: string; operator: "EQ" | "NE" | "MATCHES"; value: string }[];
  /** Minutes for which the alarms stay quiet after the last action; one that is raised ends the run as `failure` says. */
  bake?: { alarms: string[]; minutes: number };
  /** What happens when an action fails. */
  failure: "stop" | "retry" | "rollback";
  stages: Stage[];
}

/** One pipeline of a service. */
export interface Track {
  /** Account alias of its stages, in branch mode; a trunk has one track without a name. */
  name?: string;
  sources: [Source, ...Source[]];
  waves: Wave[];
}

export interface Service {
  name: string;
  file: string;
  /** One pipeline that promotes, or one for each branch and account. */
  mode: "trunk" | "branch";
  /** What becomes of a run that waits when a newer one comes. */
  execution: "SUPERSEDED" | "QUEUED" | "PARALLEL";
  /** Services whose finished delivery starts this one's. */
  after: string[];
  /** Whether Slipway's own function releases to ECS, or CodePipeline's own actions do, with their limits. */
  deploy: "release" | "standard";
  build: Build;
  target: Target;
  tracks: [Track, ...Track[]];
}

/** Where one stack's checkpoints, lock and secrets key are, and which roles may use them. */
export interface StateLocation {
  bucket: string;
  /** Region of bucket, table and key. */
  region: string;
  /** Account id of bucket, table and key. */
  accountId: string;
  /** `<account>/<scope>`: the folder of the bucket that is the backend. */
  prefix: string;
  table: string;
  /** Partition key of the stack's lock item: `<bucket>/<prefix>/<project>/<stack>`. */
  lockId: string;
  /** Alias of the key that encrypts the stack's secrets, `alias/...`. */
  keyAlias: string;
  /** ARN of the role that reads this state, and of the one that writes it. */
  previewRole: string;
  updateRole: string;
}

/** One stack of the program, derived from the files. */
export interface StackPlan {
  name: string;
  kind: StackKind;
  /** Account alias and id that its resources belong to. */
  account: string;
  accountId: string;
  region: string;
  partition: string;
  backend: Backend;
  /** Names of the stacks that come before it. */
  dependsOn: string[];
  /** Whether an administrator applies it, or the account's update role. */
  appliedBy: "administrator" | "update";
  /** The declaring environment, for kinds `environment` and `service`, and for an environment's `state` stack. */
  environment?: string;
  /** The declaring service, for kinds `service` and `pipeline`. */
  service?: string;
  /** The track's name, for kind `pipeline` in branch mode. */
  track?: string;
  /** Absent for the backend `cloud`: Pulumi Cloud keeps it, and no place of ours does. */
  state?: StateLocation;
}

export interface Catalog {
  /** Absolute directory of the files. */
  directory: string;
  /** Pulumi project name. */
  project: string;
  organization: Organization;
  state: StateSettings;
  toolchain: ToolchainSettings;
  /** Absent without `Pulumi.organization.yaml`. */
  governance?: Governance;
  /** Absent without `Pulumi.deployments.yaml`. */
  deployments?: DeploymentsSettings;
  environments: Environment[];
  services: Service[];
  /** All stacks, in an order in which they can be applied. */
  stacks: StackPlan[];
  names: Naming;
}
