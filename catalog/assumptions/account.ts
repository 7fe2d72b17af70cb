/** The platform's own roles of an account: its account stack's, and the run roles of the accounts whose state it keeps. */

import { deployedFromCloud, enteredByRuns } from "../deployments/accounts";
import { type DeploymentRole, deploymentRoles } from "../deployments/roles";
import { issuerOf, providerArn } from "../federation/issuers";
import { type FederatedRolePlan, federatedCallers, federatedRoles } from "../federation/roles";
import { claimsOf } from "../federation/subjects";
import { servicePrincipal } from "../iam/services";
import { memberAccounts } from "../member-accounts";
import { runCallers } from "../people/access";
import { hasEcs, releaseAccounts, releaseWork } from "../releases";
import type { Catalog, StackPlan } from "../types";
import { type Assumer, type Assumption, roles, service } from "./types";

export function accountAssumptions(catalog: Catalog, stack: StackPlan): Assumption[] {
  const own = stack.account === "toolchain" ? toolchainRoles(catalog, stack) : targetRoles(catalog, stack);
  return [...stackRoles(catalog, stack), ...own, ...fromPulumi(catalog, stack), ...runRoles(catalog, stack)];
}

/** Account of the store that keeps an account's state. */
function storeOf({ organization, state }: Catalog, alias: string): string {
  return organization.accounts[state.placement === "one" ? "toolchain" : alias]!;
}

function stackRoles(catalog: Catalog, { account, accountId, partition }: StackPlan): Assumption[] {
  const { names } = catalog;
  return [
    ...(["update", "preview"] as const).map((access) => ({
      role: names.platformRoleArn(partition, accountId, access),
      account,
      why: access === "update" ? "runs change the account's resources" : "runs read the account's resources",
      callers: roles(
        ...(enteredByRuns(catalog, account)
          ? [names.runRoleArn(partition, storeOf(catalog, account), account, access)]
          : []),
        ...(deployedFromCloud(catalog, account)
          ? [names.platformRoleArn(partition, accountId, `deployments-${access}`)]
          : []),
      ),
    })),
    ...(account !== "toolchain" || catalog.toolchain.network
      ? [
          {
            role: names.platformRoleArn(partition, accountId, "flow-logs"),
            account,
            why: "flow logs of networks are delivered",
            callers: service(servicePrincipal("vpc-flow-logs", partition)),
          },
        ]
      : []),
  ];
}

function targetRoles(catalog: Catalog, { account, accountId, partition }: StackPlan): Assumption[] {
  const { names, organization } = catalog;
  const toolchain = organization.accounts["toolchain"]!;
  return [
    {
      role: names.platformRoleArn(partition, accountId, "deploy"),
      account,
      why: "pipelines deploy to the account",
      callers: roles(...[undefined, account].map((track) => names.pipelineRoleArn(partition, toolchain, track))),
    },
    {
      role: names.platformRoleArn(partition, accountId, "codedeploy"),
      account,
      why: "deployments to instances are carried out",
      callers: service(servicePrincipal("codedeploy", partition)),
    },
    ...(hasEcs(catalog, account)
      ? [
          {
            role: names.platformRoleArn(partition, accountId, "ecs"),
            account,
            why: "ECS shifts traffic and runs hooks",
            callers: service(servicePrincipal("ecs", partition)),
          },
        ]
      : []),
    ...(releaseWork(catalog, account)
      ? [
          {
            role: names.platformRoleArn(partition, accountId, "release"),
            account,
            why: "releases to ECS and Lambda change the account",
            callers: roles(names.platformRoleArn(partition, toolchain, "release")),
          },
        ]
      : []),
  ];
}

function toolchainRoles(catalog: Catalog, { account, accountId, partition }: StackPlan): Assumption[] {
  const { names } = catalog;
  const platform = (role: "gates" | "notify" | "chat", by: string, why: string): Assumption => ({
    role: names.platformRoleArn(partition, accountId, role),
    account,
    why,
    callers: service(servicePrincipal(by, partition)),
  });
  const tracks = Object.keys(memberAccounts(catalog)).filter((alias) => alias !== "toolchain");
  return [
    ...[undefined, ...tracks.sort()].map((track) => ({
      role: names.pipelineRoleArn(partition, accountId, track),
      account,
      why: track ? `branch pipelines of ${track} run` : "pipelines that promote run",
      callers: service(servicePrincipal("codepipeline", partition)),
    })),
    platform("gates", "lambda", "the gates of pipelines decide"),
    ...(releaseAccounts(catalog).length > 0
      ? [
          {
            role: names.platformRoleArn(partition, accountId, "release"),
            account,
            why: "releases to ECS and Lambda are carried out, by pipelines and by hand",
            callers: [...service(servicePrincipal("lambda", partition)), ...roles(...runCallers(catalog))],
          },
        ]
      : []),
    platform("notify", "events", "deliveries are announced"),
    platform("chat", "chatbot", "chat channels show announcements, and can do nothing"),
    ...federatedRoles(catalog).map((role) => federated(role, account)),
  ];
}

function federated(plan: FederatedRolePlan, account: string): Assumption {
  const { name, access, roleArn } = plan;
  return { role: roleArn, account, why: `runs of CI ${name} ${access} stacks`, callers: tokens(plan) };
}

function fromPulumi(catalog: Catalog, { account, accountId, partition }: StackPlan): Assumption[] {
  return deploymentRoles(catalog, accountId).map((role) => ({
    role: catalog.names.platformRoleArn(partition, accountId, `deployments-${role.access}`),
    account,
    why: `Pulumi Deployments ${role.access === "update" ? "updates" : "previews"} the account's stacks`,
    callers: tokens(role),
  }));
}

/** Whose tokens are taken, and which of them. */
function tokens({ bindings, access, partition, accountId }: FederatedRolePlan | DeploymentRole): Assumer[] {
  return bindings.map((binding) => {
    const { subjects } = claimsOf(binding, access);
    const wanted = "equals" in subjects ? subjects.equals : [subjects.like];
    return {
      kind: "identity provider",
      who: providerArn(partition, accountId, issuerOf(binding)),
      when: `sub is ${wanted.join(" or ")}`,
    };
  });
}

function runRoles(catalog: Catalog, { account, accountId, partition }: StackPlan): Assumption[] {
  const { names } = catalog;
  const federation = federatedRoles(catalog);
  const kept = Object.keys(memberAccounts(catalog)).filter(
    (alias) => enteredByRuns(catalog, alias) && storeOf(catalog, alias) === accountId,
  );
  return kept.flatMap((alias) =>
    (["preview", "update"] as const).map((access) => ({
      role: names.runRoleArn(partition, accountId, alias, access),
      account,
      why: `runs ${access === "update" ? "write" : "read"} the state of ${alias} and enter it`,
      callers: roles(...runCallers(catalog), ...federatedCallers(federation, alias)[access]),
    })),
  );
}
