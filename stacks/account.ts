/** Kind `account`: the platform's own roles in one account, and the run roles of the accounts whose state it keeps. */
import { federatedCallers, federatedRoles } from "../catalog/federation/roles";
import type { Catalog, StackPlan } from "../catalog/types";
import { AccountRoles } from "../components/account/account-roles";
import type { RunTarget } from "../components/account/run-role";
import { federationResources } from "./federation";
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
      deployTargets: Object.fromEntries(Object.entries(organization.accounts).filter(([, id]) => id !== toolchainId)),
      buildNetwork: catalog.toolchain.network !== undefined,
      runs: runsIn(catalog, stack),
      operators: { partition, accountId: toolchainId, roleArns: organization.operators, ...organizationId },
    },
    { provider },
  );
  const federated = stack.accountId === toolchainId ? federationResources(catalog, provider) : {};
  return { boundaryArn: roles.boundaryArn, roleArns: roles.roleArns, ...federated };
}

/** Account of the store that keeps an account's state. */
function storeAccount({ state, organization }: Catalog, alias: string): string {
  return organization.accounts[state.placement === "one" ? "toolchain" : alias]!;
}

function runsIn(catalog: Catalog, { accountId, partition }: StackPlan): RunTarget[] {
  const { names, organization } = catalog;
  const federated = federatedRoles(catalog);
  return Object.entries(organization.accounts)
    .filter(([alias]) => storeAccount(catalog, alias) === accountId)
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
