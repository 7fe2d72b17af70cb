import {
  type FoundStatement,
  identityStatements,
  identityTypes,
  place,
  resourceStatements,
  resourceTypes,
  trustStatements,
} from "../../documents";
import type { ResourceRule } from "../../rule";

/**
 * No statement allows every action of a service.
 *
 * Such a list grows with the service. Covers what identities may do, policies of resources and trust; the policy
 * that AWS gives a key by default (all rights to its account, and nothing else allowed) passes.
 *
 * Service: iam. Severity: high. Topics: least-privilege.
 */
export const iamStatementNamesItsActions: ResourceRule = {
  name: "iam-statement-names-its-actions",
  description: "No statement allows every action of a service.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["least-privilege"],
  frameworks: ["SecurityHub IAM.21"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
  remedy: "List the actions.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  types: [...identityTypes, ...resourceTypes],
  check(resource, report) {
    const all = [identityStatements, resourceStatements, trustStatements].flatMap((read) => read(resource, report));
    const allowing = all.filter(({ effect, otherActions }) => effect === "Allow" && !otherActions);
    for (const statement of allowing) {
      const wild = statement.actions.filter((action) => /^([a-z0-9-]+:)?\*+$/i.test(action));
      // Every action on everything is another rule's fact.
      const elsewhere = Object.keys(statement.principals).length === 0 && statement.resources.includes("*");
      if (wild.length === 0 || elsewhere || isDefaultOfKey(statement, allowing)) continue;
      report.violation(`${place(statement)} allows ${wild.join(", ")}.`);
    }
  },
};

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function isDefaultOfKey({ actions, principals }: FoundStatement, allowing: FoundStatement[]): boolean {
  const account = (principals["AWS"] ?? []).every((each) => /^arn:[^:]*:iam::\d{12}:root$/.test(each));
  return allowing.length === 1 && actions.length === 1 && actions[0] === "kms:*" && account;
}
