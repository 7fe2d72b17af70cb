import {
  type FoundStatement,
  identityStatements,
  identityTypes,
  resourceStatements,
  resourceTypes,
} from "../documents";
import type { ResourceRule } from "../rule";

/**
 * For identities: no Allow of an action with `*` on every resource. In a resource's own policy (a key's, a
 * bucket's) `Resource: "*"` means that resource, so there the wildcard that matters is the principal.
 */
export const noWildcardActionOnWildcardResource: ResourceRule = {
  name: "no-wildcard-action-on-wildcard-resource",
  description: "No statement allows actions by wildcard on every resource, or to everyone.",
  level: "mandatory",
  severity: "high",
  topics: ["iam", "least-privilege"],
  source: "seed 000-17, 000-06; table 20.1",
  remedy: "List the actions, or name the resources.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  types: [...identityTypes, ...resourceTypes],
  check(resource, report) {
    for (const statement of identityStatements(resource, report).filter(wildAction)) {
      const wild = statement.otherResources ? "all but a few resources" : statement.resources.find(everyResource);
      if (wild) report.violation(`${place(statement)} allows ${words(statement)} on ${wild}.`);
    }
    for (const statement of resourceStatements(resource, report).filter(wildAction)) {
      if (statement.everyone && statement.conditions.length === 0) {
        report.violation(`${place(statement)} allows ${words(statement)} to everyone, without a condition.`);
      }
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

function place({ path, name }: FoundStatement): string {
  return `${path}: statement ${name}`;
}
