/** What a service runs on, and how a release reaches it. */
import type { SmokeTest } from "./smoke-test";

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

/** What a container or a function is given, and the alias of the customer key that it is encrypted with, if it is one. */
export type RuntimeSecret = SecretReference & { key?: string };

export interface EcsContainer {
  name: string;
  /** Name of an image that the service's build makes. */
  image: string;
  /** Whether its end is the task's end. Default true. */
  essential: boolean;
  port?: number;
  environment: Record<string, string>;
  secrets: Record<string, RuntimeSecret>;
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
  secrets: Record<string, RuntimeSecret>;
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

/**
 * A canary of CloudWatch Synthetics asks the production address from inside the environment's network; its failed runs
 * stop and roll back. Figures: `catalog/rollout/synthetic.ts`.
 */
export interface SyntheticAlarm extends Omit<SmokeTest, "attempts"> {
  kind: "synthetic";
  /** Minutes from run to run. Default 1. */
  everyMinutes: number;
  /** Runs that are looked at. Default 2. */
  evaluationPeriods: number;
  /** Runs among them that must fail. Default: all. */
  datapoints?: number;
}

export type TrafficAlarm = KnownAlarm | TunedAlarm | MetricAlarm | LogAlarm | SyntheticAlarm;

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
