/** Kind `organization`: guardrails of the AWS organisation, and who administers its services. */
import { DelegatedAdministrators } from "../components/governance/delegated-administrators";
import { Guardrails } from "../components/governance/guardrails";
import { type StackContext, targetProvider } from "./provider";

export async function organizationStack(context: StackContext): Promise<Record<string, unknown>> {
  const { catalog, stack } = context;
  const { names, organization, governance } = catalog;
  if (!governance) throw new Error(`stack ${stack.name} has no file; plan the stacks from these files again`);
  const { accountId, regions, targets, delegatedAdministrators } = governance;
  const opts = { provider: targetProvider(context) };
  const guardrails = new Guardrails(
    "guardrails",
    {
      names,
      partition: stack.partition,
      administrator: organization.administrator,
      managementAccountId: accountId,
      regions,
      targets,
    },
    opts,
  );
  if (delegatedAdministrators.length > 0) {
    new DelegatedAdministrators(
      "delegated",
      { managementAccountId: accountId, administrators: delegatedAdministrators },
      opts,
    );
  }
  return { guardrails: guardrails.policyIds, accounts: guardrails.accountIds };
}
