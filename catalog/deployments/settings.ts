/** What Pulumi Deployments is told of each stack of the backend `cloud`, as a pure function of the files. */
import type { Access } from "../naming";
import type { Catalog, DeploymentsSettings, StackPlan } from "../types";
import { credentialsCommand } from "./credentials";
import { pathsOf } from "./paths";

export interface StackDeployment {
  organization: string;
  project: string;
  stack: string;
  provider: DeploymentsSettings["provider"];
  repository: string;
  directory?: string;
  /** Pushes to it are deployed, pull requests against it previewed. */
  branch: string;
  paths: string[];
  previews: boolean;
  /** Shell lines that run before the engine. */
  commands: string[];
  variables: Record<string, string>;
  drift: DeploymentsSettings["drift"];
  /** When the stack is destroyed and deleted, in UTC. */
  expires?: string;
  tags: Record<string, string>;
  /** Stacks that are updated after each successful update, because they read what it has made. */
  followers: string[];
}

/** Settings in the order of the stacks; none without `Pulumi.deployments.yaml`. */
export function stackDeployments(catalog: Catalog): StackDeployment[] {
  const { deployments } = catalog;
  if (!deployments) return [];
  const { organization, provider, repository, directory, branch, previews, drift } = deployments;
  return cloudStacks(catalog).map((stack) => ({
    organization,
    project: catalog.project,
    stack: stack.name,
    provider,
    repository,
    ...(directory ? { directory } : {}),
    branch,
    paths: pathsOf(catalog, stack),
    previews,
    commands: [credentialsCommand({ stack: stack.name, roleArn: rolesOf(catalog, stack) })],
    // The state keeps the role of the last update; a refresh or a look for drift must not have that one.
    variables: { PULUMI_RUN_PROGRAM: "true" },
    drift,
    ...expiry(catalog, stack),
    tags: tagsOf(catalog, stack),
    followers: cloudStacks(catalog)
      .filter(({ dependsOn }) => dependsOn.includes(stack.name))
      .map(({ name }) => name),
  }));
}

/** Stacks whose state is in Pulumi Cloud. */
export function cloudStacks(catalog: Catalog): StackPlan[] {
  return catalog.stacks.filter(({ backend }) => backend === "cloud");
}

function rolesOf({ names }: Catalog, { partition, accountId }: StackPlan): Record<Access, string> {
  return {
    preview: names.platformRoleArn(partition, accountId, "deployments-preview"),
    update: names.platformRoleArn(partition, accountId, "deployments-update"),
  };
}

/** Hours between the end of an environment's services and its own: they use its network until they are gone. */
const hoursAfterServices = 1;

function expiry({ environments }: Catalog, { kind, environment }: StackPlan): { expires?: string } {
  const expires = environments.find(({ name }) => name === environment)?.expires;
  if (expires === undefined) return {};
  const hours = kind === "environment" ? hoursAfterServices : 0;
  return { expires: new Date(Date.parse(expires) + hours * 3_600_000).toISOString().replace(".000Z", "Z") };
}

/** Tags to find stacks by in Pulumi Cloud: https://www.pulumi.com/docs/iac/concepts/stacks/#stack-tags. */
function tagsOf({ environments }: Catalog, { kind, account, region, environment, service }: StackPlan) {
  const production = environments.find(({ name }) => name === environment)?.production ?? false;
  return {
    "slipway:kind": kind,
    "slipway:account": account,
    "slipway:region": region,
    ...(environment ? { "slipway:environment": environment } : {}),
    ...(service ? { "slipway:service": service } : {}),
    "slipway:production": String(production),
  };
}
