/** What `Pulumi.organization.yaml` means, given the other files. */
import type { GovernanceSettings } from "../schema/governance";
import type { Governance, GuardrailTarget } from "../types";
import { defaultRegions, type UsedPlaces } from "./regions";

type Accounts = Record<string, string>;

export function governanceOf(settings: GovernanceSettings, accounts: Accounts, places: UsedPlaces): Governance {
  const { account, regions, targets, delegatedAdministrators } = settings;
  return {
    account,
    accountId: accounts[account]!,
    regions: [...new Set(regions ?? defaultRegions(places))].sort(),
    targets: targets.map((target) => targetOf(target, accounts, account)),
    delegatedAdministrators: delegatedAdministrators.map(({ service, account: alias }) => ({
      service,
      accountId: accounts[alias]!,
    })),
  };
}

/**
 * The root stands for every account of the files but the management account, which no guardrail concerns; a unit for
 * those that the file lists for it.
 */
function targetOf(
  target: GovernanceSettings["targets"][number],
  accounts: Accounts,
  management: string,
): GuardrailTarget {
  if (typeof target !== "string")
    return { id: target.unit, accountIds: target.accounts.map((each) => accounts[each]!) };
  if (target.startsWith("r-")) {
    const members = Object.keys(accounts).filter((alias) => alias !== management);
    return { id: target, accountIds: members.map((alias) => accounts[alias]!) };
  }
  const id = accounts[target] ?? target;
  return { id, accountIds: [id] };
}
