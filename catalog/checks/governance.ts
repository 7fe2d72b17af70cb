/** Checks of `Pulumi.organization.yaml` against the accounts and regions of the other files. */
import { type Files, governanceFile, inGovernance } from "../files";
import { usedRegions } from "../governance/regions";
import { partitionOf } from "../regions";
import { pathText, type Step } from "../schema/path";
import { didYouMean } from "../suggest";
import type { Problem } from "../types";
import type { Add } from "./add";

type Governance = NonNullable<Files["governance"]>;
type Organization = NonNullable<Files["project"]>["config"]["slipway:organization"]["value"];

export function checkGovernance(files: Files): Problem[] {
  const { governance, project } = files;
  const organization = project?.config["slipway:organization"].value;
  if (!governance || !organization) return [];
  const problems: Problem[] = [];
  const add: Add = (path, value, message) =>
    problems.push({ file: governanceFile, path: pathText([...inGovernance, ...path]), value, message });
  checkManagement(files, organization, governance, add);
  checkRegions(files, organization, governance, add);
  checkTargets(organization, governance, add);
  checkDelegation(organization, governance, add);
  return problems;
}

/** SCPs do not concern the management account, so nothing that they protect may be in it. */
function checkManagement(
  files: Files,
  { accounts, federation }: Organization,
  { account }: Governance,
  add: Add,
): void {
  known(account, accounts, ["account"], add);
  const user =
    account === "toolchain"
      ? "the toolchain"
      : (files.environments.find(({ settings }) => settings?.account === account)?.file ??
        Object.keys(federation).find((name) => federation[name]!.accounts.includes(account)));
  if (user === undefined) return;
  const message = `must be an account of its own, and ${user} uses it: guardrails do not concern the management account`;
  add(["account"], account, message);
}

function checkRegions({ environments, state }: Files, { home }: Organization, { regions }: Governance, add: Add): void {
  if (!regions) return;
  const partition = partitionOf(home);
  regions.forEach((region, index) => {
    if (partitionOf(region) !== partition) {
      add(["regions", index], region, `must be in the partition ${partition} of the home region ${home}`);
    }
    const first = regions.indexOf(region);
    if (first !== index) add(["regions", index], region, `is regions[${first}] already; delete it`);
  });
  const placed = environments.flatMap(({ file, settings }) => (settings ? [{ file, region: settings.region }] : []));
  const used = usedRegions({ home, ...(state.replica ? { replica: state.replica } : {}), environments: placed });
  for (const [region, user] of used) {
    if (regions.includes(region)) continue;
    add(["regions"], regions, `must have ${region}, which ${user} names: every request there would be refused`);
  }
}

function checkTargets({ accounts }: Organization, { account, targets }: Governance, add: Add): void {
  const ids = targets.map((target) => {
    if (typeof target !== "string") return target.unit;
    return accounts[target] ?? target;
  });
  targets.forEach((target, index) => {
    const path: Step[] = ["targets", index];
    const first = ids.indexOf(ids[index]!);
    if (first !== index) add(path, target, `is targets[${first}] already; delete it`);
    if (typeof target !== "string") {
      target.accounts.forEach((alias, position) => {
        const at = [...path, "accounts", position];
        known(alias, accounts, at, add);
        if (alias === account) add(at, alias, "is the management account, which no guardrail concerns; delete it");
      });
    } else if (target.startsWith("ou-")) {
      const message = `must say which accounts are below it, as no file tells: { unit: ${target}, accounts: [...] }`;
      add(path, target, message);
    } else if (!/^(r-|\d)/.test(target)) {
      known(target, accounts, path, add);
    }
    if (ids[index] === accounts[account]) {
      add(path, target, "is the management account, which no guardrail concerns; delete it");
    }
  });
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html: members only. */
function checkDelegation(
  { accounts }: Organization,
  { account, delegatedAdministrators: all }: Governance,
  add: Add,
): void {
  all.forEach((each, index) => {
    const path: Step[] = ["delegatedAdministrators", index];
    known(each.account, accounts, [...path, "account"], add);
    if (each.account === account) {
      const message = "is the management account, which administers every service already; name another account";
      add([...path, "account"], each.account, message);
    }
    const first = all.findIndex(({ service, account }) => service === each.service && account === each.account);
    if (first !== index) {
      add(path, each, `is delegatedAdministrators[${first}] already; delete one of them`);
    }
  });
}

function known(alias: string, accounts: Record<string, string>, path: Step[], add: Add): void {
  if (accounts[alias] !== undefined) return;
  const aliases = Object.keys(accounts);
  add(path, alias, `is no account of Pulumi.yaml.${didYouMean(alias, aliases)} Accounts: ${aliases.join(", ")}.`);
}
