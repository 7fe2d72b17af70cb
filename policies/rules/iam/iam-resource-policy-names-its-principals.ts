import { covers, type FoundStatement, place, resourceStatements, resourceTypes } from "../../documents";
import { accountsOf, leavesOrganization, unnamedPrincipals } from "../../principals";
import type { ResourceRule } from "../../rule";
import { type TrustedAccounts, trustedAccounts } from "../../trusted-accounts";

/** Actions that use a key; to administer it, all of its own account may be let in. */
const uses = ["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:Sign"];

/**
 * The policy of a bucket, key, topic, queue, secret or repository lets in named callers only, of known accounts.
 *
 * A whole account, or everyone, needs a condition that names who is meant. The policy that AWS gives a key by
 * default (all rights to its account, and nothing else allowed) passes, and so does administration of a key.
 *
 * Service: iam. Severity: critical. Topics: trust, cross-account, public-access.
 */
export const iamResourcePolicyNamesItsPrincipals: ResourceRule<TrustedAccounts> = {
  name: "iam-resource-policy-names-its-principals",
  formerly: "no-wildcard-action-on-wildcard-resource",
  description:
    "The policy of a bucket, key, topic, queue, secret or repository lets in named callers only, of known accounts.",
  level: "mandatory",
  severity: "critical",
  service: "iam",
  topics: ["trust", "cross-account", "public-access"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  remedy: "Name the roles as principals or in ArnEquals aws:PrincipalArn.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  config: trustedAccounts,
  types: resourceTypes,
  check(resource, report, { accounts, organization }) {
    const statements = resourceStatements(resource, report);
    const allowing = statements.filter(({ effect }) => effect === "Allow");
    for (const statement of allowing) {
      const open = unnamedPrincipals(statement).filter(
        (principal) => principal === "*" || !(isAdministration(statement) || isDefault(statement, allowing)),
      );
      for (const principal of open) report.violation(`${place(statement)} lets in all of ${principal}.`);
      if (open.length > 0) continue;
      if (!isAdministration(statement) && leavesOrganization(statement, organization)) {
        report.violation(`${place(statement)} does not ask for organisation ${organization}.`);
      }
      if (accounts.length === 0) continue;
      for (const account of accountsOf(statement).filter((each) => !accounts.includes(each))) {
        report.violation(`${place(statement)} lets in account ${account}, which is not the organisation's.`);
      }
    }
  },
};

function isAdministration({ otherActions, actions }: FoundStatement): boolean {
  const ofKeys = actions.every((action) => action.startsWith("kms:"));
  return ofKeys && !otherActions && !uses.some((use) => actions.some((action) => covers(action, use)));
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function isDefault({ actions, otherActions }: FoundStatement, allowing: FoundStatement[]): boolean {
  return allowing.length === 1 && !otherActions && actions.length === 1 && actions[0] === "kms:*";
}
