import { type FoundStatement, identityStatements, identityTypes, place } from "../../documents";
import type { ResourceRule } from "../../rule";

/**
 * No statement allows an identity actions by wildcard on every resource.
 *
 * In a resource's own policy (a key's, a bucket's) `Resource: "*"` means that resource; there the principal
 * matters, which is `iam-resource-policy-names-its-principals`.
 *
 * Service: iam. Severity: high. Topics: least-privilege.
 */
export const iamStatementHasNoWildcardActionOnWildcardResource: ResourceRule = {
  name: "iam-statement-has-no-wildcard-action-on-wildcard-resource",
  formerly: "no-wildcard-action-on-wildcard-resource",
  description: "No statement allows an identity actions by wildcard on every resource.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["least-privilege"],
  frameworks: ["SecurityHub IAM.1", "SecurityHub IAM.21"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  remedy: "List the actions, or name the resources.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  types: identityTypes,
  check(resource, report) {
    for (const statement of identityStatements(resource, report).filter(wildAction)) {
      const wild = statement.otherResources ? "all but a few resources" : statement.resources.find(everyResource);
      if (wild) report.violation(`${place(statement)} allows ${words(statement)} on ${wild}.`);
    }
  },
};

function wildAction({ effect, otherActions, actions }: FoundStatement): boolean {
  return effect === "Allow" && (otherActions || actions.some((action) => action.includes("*")));
}

/** `*`, or an ARN whose resource part is only a wildcard. */
function everyResource(pattern: string): boolean {
  const parts = pattern.split(":");
  return /^\*+$/.test(pattern) || (parts.length >= 6 && /^[*/:]+$/.test(parts.slice(5).join(":")));
}

function words({ otherActions, actions }: FoundStatement): string {
  return otherActions
    ? `everything but ${actions.join(", ")}`
    : actions.filter((action) => action.includes("*")).join(", ");
}
