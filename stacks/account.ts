/** Kind `account`: the platform's own roles in one account, and the run roles of the accounts whose state it keeps. */
import type * as aws from "@pulumi/aws";
import { deployedFromCloud, enteredByRuns } from "../catalog/deployments/accounts";
import { federatedCallers, federatedRoles } from "../catalog/federation/roles";
import { memberAccounts } from "../catalog/member-accounts";
import { peopleAccess, runCallers } from "../catalog/people/access";
import { hookFunctions, releaseAccounts, releasesZipsAfar, releaseWork, standardServices } from "../catalog/releases";
import type { Catalog, StackPlan } from "../catalog/types";
import { AccountRoles } from "../components/account/account-roles";
import { BreakGlassAlarm } from "../components/account/break-glass-alarm";
import type { RunTarget } from "../components/account/run-role";
import { deploymentRoleResources, federationResources } from "./federation";
import { type StackContext, targetProvider } from "./provider";

export async function accountStack(context: StackContext): Promise<Record<string, unknown>> {
  const { catalog, stack } = context;
  const { organization, names } = catalog;
  const toolchainId = organization.accounts["toolchain"]!;
  const { partition } = stack;
  const organizationId = organization.id ? { organizationId: organization.id } : {};
  const provider = targetProvider(context);
  const roles = new AccountRoles(
    "account",
    {
      names,
      partition,
      accountId: stack.accountId,
      alias: stack.account,
      ...organizationId,
      toolchainId,
      storeAccountId: storeAccount(catalog, stack.account),
      enteredBy: enteredBy(catalog, stack.account),
      deployTargets: Object.fromEntries(Object.entries(memberAccounts(catalog)).filter(([, id]) => id !== toolchainId)),
      buildNetwork: catalog.toolchain.network !== undefined,
      ...(stack.accountId === toolchainId
        ? { releaseTargets: releaseAccounts(catalog), copiesZips: releasesZipsAfar(catalog) }
        : {
            releases: releaseWork(catalog, stack.account),
            standardEcs: standardServices(catalog, stack.account),
            hookFunctions: hookFunctions(catalog, stack.account),
          }),
      runs: runsIn(catalog, stack),
      operators: { partition, accountId: toolchainId, roleArns: runCallers(catalog), ...organizationId },
      people: peopleAccess(catalog, stack.account),
    },
    { provider },
  );
  const alarm = breakGlassAlarm(context, provider);
  const federated = stack.accountId === toolchainId ? federationResources(catalog, provider) : {};
  return {
    boundaryArn: roles.boundaryArn,
    roleArns: roles.roleArns,
    ...federated,
    ...deploymentRoleResources(catalog, stack.accountId, provider),
    ...(alarm ? { breakGlassTopic: alarm.topicArn } : {}),
  };
}

function breakGlassAlarm({ catalog, stack }: StackContext, provider: aws.Provider): BreakGlassAlarm | undefined {
  const { organization, names } = catalog;
  const { people, administrator, home, id } = organization;
  if (!people?.breakGlass || !people.alarm) return undefined;
  const { partition, accountId } = stack;
  return new BreakGlassAlarm(
    "break-glass",
    {
      names,
      partition,
      accountId,
      ...(id ? { organizationId: id } : {}),
      region: home,
      email: people.alarm.email,
      administratorArn: `arn:${partition}:iam::${accountId}:role/${administrator}`,
    },
    { provider },
  );
}

function enteredBy(catalog: Catalog, alias: string): ("runs" | "deployments")[] {
  return [
    ...(enteredByRuns(catalog, alias) ? (["runs"] as const) : []),
    ...(deployedFromCloud(catalog, alias) ? (["deployments"] as const) : []),
  ];
}

/** Account of the store that keeps an account's state. */
function storeAccount({ state, organization }: Catalog, alias: string): string {
  return organization.accounts[state.placement === "one" ? "toolchain" : alias]!;
}

function runsIn(catalog: Catalog, { accountId, partition }: StackPlan): RunTarget[] {
  const { names, organization } = catalog;
  const federated = federatedRoles(catalog);
  return Object.entries(memberAccounts(catalog))
    .filter(([alias]) => enteredByRuns(catalog, alias) && storeAccount(catalog, alias) === accountId)
    .map(([account, id]) => ({
      accountId: id,
      federated: federatedCallers(federated, account),
      state: {
        partition,
        accountId,
        region: organization.home,
        bucket: names.stateBucket(accountId),
        table: names.lockTable,
        account,
        names,
      },
    }));
}
