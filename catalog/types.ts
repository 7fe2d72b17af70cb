/** The words of the catalog: what a company declares, after validation and with every name computed. */
import type { DeliveryEvent } from "./events/delivery";
import type { Binding } from "./federation/bindings";
import type { Naming } from "./naming";
import type { EndpointService } from "./network/endpoints";
import type { Service } from "./service-types";

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
