import { resourceStatements } from "../../documents";
import { reserves } from "../../reserved";
import type { ResourceRule } from "../../rule";
import { isUnknown, tagsOf } from "../../values";

const actions = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"];

/**
 * Keys that Slipway makes keep the change of their aliases for named roles.
 *
 * Other accounts are granted such a key by its alias (`kms:ResourceAliases`): who can move an alias to a key can
 * open what it encrypts. Slipway's keys are those with a tag `slipway:stack`.
 *
 * Service: kms. Severity: high. Topics: encryption, cross-account.
 */
export const kmsKeyReservesItsAliases: ResourceRule = {
  name: "kms-key-reserves-its-aliases",
  description: "Keys that Slipway makes keep the change of their aliases for named roles.",
  level: "mandatory",
  severity: "high",
  service: "kms",
  topics: ["encryption", "cross-account"],
  source: "https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html",
  remedy: `Deny ${actions.join(", ")} to everyone but the roles of the key's own stack (ArnNotEquals aws:PrincipalArn).`,
  unknowns: "A document that is unknown in a preview is judged in the update.",
  types: ["aws:kms/key:Key"],
  check(resource, report) {
    if (tagsOf(resource.props)["slipway:stack"] === undefined) return;
    const statements = resourceStatements(resource, report);
    if (isUnknown(resource.props["policy"])) return;
    const open = actions.filter((action) => !statements.some((statement) => reserves(statement, action)));
    if (open.length > 0)
      report.violation(`The key's policy leaves ${open.join(", ")} to whoever is allowed elsewhere.`);
  },
};
