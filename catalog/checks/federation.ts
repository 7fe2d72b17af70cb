/** Checks of `federation` in `Pulumi.yaml`: what its roles enter, and whom they trust. */
import { enteredByRuns } from "../deployments/accounts";
import type { Binding } from "../federation/bindings";
import { trustFindings } from "../federation/trust";
import { type Files, inOrganization, projectFile } from "../files";
import { partitionOf } from "../regions";
import { pathText, type Step } from "../schema/path";
import { didYouMean } from "../suggest";
import type { Problem } from "../types";

export function checkFederation({ project, environments }: Files): Problem[] {
  const organization = project?.config["slipway:organization"].value;
  if (!organization) return [];
  const { accounts, home, federation } = organization;
  const placed = environments.flatMap(({ settings }) => (settings ? [settings] : []));
  const problems: Problem[] = [];
  const at = (...path: Step[]) => pathText([...inOrganization, "federation", ...path]);
  const add = (path: string, value: unknown, message: string) =>
    problems.push({ file: projectFile, path, value, message });
  for (const [name, settings] of Object.entries(federation)) {
    for (const [index, alias] of settings.accounts.entries()) {
      const path = at(name, "accounts", index);
      const first = settings.accounts.indexOf(alias);
      if (accounts[alias] === undefined) {
        const known = Object.keys(accounts);
        add(path, alias, `is no account of Pulumi.yaml.${didYouMean(alias, known)} Accounts: ${known.join(", ")}.`);
      } else if (first !== index) {
        add(path, alias, `is accounts[${first}] already; delete it`);
      } else if (!enteredByRuns({ environments: placed }, alias)) {
        const message =
          "has no run roles that CI could enter: Pulumi Deployments runs all of its environments; delete it";
        add(path, alias, message);
      }
    }
    for (const access of ["preview", "update"] as const) {
      const [first, ...others] = (settings[access] ?? []) as Binding[];
      if (first === undefined) continue;
      const place = { partition: partitionOf(home)!, accountId: accounts["toolchain"] ?? "" };
      for (const { property, value, reason } of trustFindings({ ...place, access, bindings: [first, ...others] })) {
        add(property.replace(/^bindings/, at(name, access)), value, reason);
      }
    }
  }
  return problems;
}
