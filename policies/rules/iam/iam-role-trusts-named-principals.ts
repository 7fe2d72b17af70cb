import { place, role, trustStatements } from "../../documents";
import { accountsOf, leavesOrganization, pins, unnamedPrincipals } from "../../principals";
import type { ResourceRule } from "../../rule";
import { type TrustedAccounts, trustedAccounts } from "../../trusted-accounts";

/**
 * A role can be assumed by named callers only, of known accounts.
 *
 * A whole account, or everyone, needs a condition that names who is meant (`aws:PrincipalArn`, an external id).
 * An account that is not among the configured ones needs an external id.
 *
 * Service: iam. Severity: critical. Topics: trust, cross-account.
 */
export const iamRoleTrustsNamedPrincipals: ResourceRule<TrustedAccounts> = {
  name: "iam-role-trusts-named-principals",
  description: "A role can be assumed by named callers only, of known accounts.",
  level: "mandatory",
  severity: "critical",
  service: "iam",
  topics: ["trust", "cross-account"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  remedy:
    "Name the roles as principals or in ArnEquals aws:PrincipalArn; for another organisation, add sts:ExternalId.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  config: trustedAccounts,
  types: [role],
  check(resource, report, { accounts, organization }) {
    for (const statement of trustStatements(resource, report)) {
      const unnamed = unnamedPrincipals(statement);
      for (const principal of unnamed) report.violation(`${place(statement)} trusts all of ${principal}.`);
      const external = statement.conditions.some((each) => each.key === "sts:externalid" && pins(each));
      if (external || unnamed.length > 0) continue;
      if (leavesOrganization(statement, organization)) {
        report.violation(`${place(statement)} does not ask for organisation ${organization}.`);
      }
      if (accounts.length === 0) continue;
      for (const account of accountsOf(statement).filter((each) => !accounts.includes(each))) {
        report.violation(`${place(statement)} trusts account ${account}, which is not the organisation's.`);
      }
    }
  },
};
