/** Checks of `people` in `Pulumi.yaml`: whom it names, and who hears of it. */
import { type Files, inOrganization, projectFile } from "../files";
import { policy } from "../iam/document";
import { platformPath, servicePath } from "../naming";
import { admitPeople, isIdentityCenter } from "../people/principals";
import { policySize } from "../quota/documents";
import { limits } from "../quota/limits";
import { partitionOf } from "../regions";
import { pathText, type Step } from "../schema/path";
import type { Problem } from "../types";

const roles = ["developer", "operator", "breakGlass"] as const;

export function checkPeople({ project }: Files): Problem[] {
  const organization = project?.config["slipway:organization"].value;
  if (!organization) return [];
  const { people, accounts, home } = organization;
  const problems: Problem[] = [];
  const add = (path: Step[], value: unknown, message: string) =>
    problems.push({ file: projectFile, path: pathText([...inOrganization, "people", ...path]), value, message });
  for (const role of roles) {
    for (const [index, arn] of (people[role] ?? []).entries()) {
      const path = [role, index];
      const first = people[role]!.indexOf(arn);
      if (first !== index) add(path, arn, `is [${first}] already; delete it`);
      for (const message of refusals(arn, accounts, partitionOf(home)!)) add(path, arn, message);
    }
    const trust = policy(...admitPeople(people[role] ?? [], { organizationId: "o-".padEnd(34, "x"), region: home }));
    const most = limits.trustPolicyLength.value;
    if (policySize("trust", trust) > most) {
      add(
        [role],
        people[role]!.length,
        `make a trust policy of more than ${most} characters, which IAM refuses; name fewer`,
      );
    }
  }
  if (people.breakGlass && !people.alarm) {
    add(["alarm"], undefined, "is missing: with breakGlass somebody must hear of each entry; name email addresses");
  }
  if (people.alarm && !people.breakGlass) {
    add(["alarm"], people.alarm, "has nothing to tell of without breakGlass; name who may enter, or delete it");
  }
  return problems;
}

/** Who may sign in is an administrator's decision, so a role that a stack could make is nobody's. */
function refusals(arn: string, accounts: Record<string, string>, partition: string): string[] {
  const [, arnPartition, , , accountId, resource = ""] = arn.split(":");
  const path = resource.replace(/^role/, "").replace(/[^/]*$/, "");
  const known = Object.values(accounts);
  const found: string[] = [];
  if (arnPartition !== partition) found.push(`must begin with arn:${partition}:, like everything of the home region`);
  if (path.startsWith(platformPath) || path.startsWith(servicePath)) {
    found.push(`must be a role that people sign in with: those below ${platformPath} and ${servicePath} are of stacks`);
  }
  if (isIdentityCenter(arn)) {
    if (!known.includes(accountId!)) found.push("must be of an account of Pulumi.yaml");
  } else if (accountId !== accounts["toolchain"]) {
    found.push(`must be a role of the toolchain account, ${accounts["toolchain"]}, or one of IAM Identity Center`);
  }
  return found;
}
