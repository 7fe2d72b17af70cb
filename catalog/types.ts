/** The words of the catalog: what a company declares, after validation and with every name computed. */
import type { Naming } from "./naming";

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
}

export interface StateSettings {
  /** One store in the toolchain account, or one in each account. Default `one`. */
  placement: "one" | "account";
  /** Days for which an overwritten checkpoint is kept. Default 90. */
  noncurrentDays: number;
  /** Region of a second copy; none by default. */
  replica?: string;
}

export interface ToolchainSettings {
  /** Connections to source hosts by name. */
  connections: Record<string, { provider: "GitHub" | "GitLab" | "Bitbucket" }>;
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
  network: { cidr: string; zones: number };
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

export interface Stage {
  environment: string;
  /** Whether a person approves before this stage. Default: the environment's `production`. */
  approval: boolean;
  rollout: { batch: Batch; alarms: RolloutAlarm[] };
}

export interface Service {
  name: string;
  file: string;
  source: { connection: string; repository: string; branch: string };
  build: {
    /** Buildspec path inside the repository. Default `buildspec.yml`. */
    buildspec: string;
    /** CodeBuild image. Default `aws/codebuild/amazonlinux-x86_64-standard:5.0`. */
    image: string;
    /** CodeBuild compute type. Default `BUILD_GENERAL1_SMALL`. */
    compute: string;
    /** Minutes until a build is stopped, 5 to 480. Default 30. */
    timeoutMinutes: number;
  };
  target: Ec2InPlaceTarget;
  stages: Stage[];
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
  state: StateLocation;
}

export interface Catalog {
  /** Absolute directory of the files. */
  directory: string;
  /** Pulumi project name. */
  project: string;
  organization: Organization;
  state: StateSettings;
  toolchain: ToolchainSettings;
  environments: Environment[];
  services: Service[];
  /** All stacks, in an order in which they can be applied. */
  stacks: StackPlan[];
  names: Naming;
}
