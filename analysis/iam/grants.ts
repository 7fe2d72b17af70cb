/** What a statement grants beyond reason, whatever the actions mean. */

import { operatorOf } from "../../catalog/iam/conditions";
import { like } from "../../catalog/iam/pattern";
import { type Fact, grantsToHolder, type Kind, onlyLimits } from "./document";
import type { Statement } from "./grammar";

export function checkGrants(statement: Statement, kind: Kind): Fact[] {
  if (!statement.allows) return [];
  const exclusions = onlyLimits(kind) ? [] : checkExclusions(statement);
  return [...exclusions, ...(grantsToHolder(kind) ? [...checkWildcards(statement), ...checkPassRole(statement)] : [])];
}

function checkExclusions({ label, notActions, notResources, notPrincipals }: Statement): Fact[] {
  const excluded = { NotAction: notActions, NotResource: notResources, NotPrincipal: notPrincipals };
  return Object.entries(excluded)
    .filter(([, values]) => values.length > 0)
    .map(([value]) => ({ rule: "no-exclusion", statement: label, value, message: "allows all but what it names" }));
}

function checkWildcards({ label, actions, resources }: Statement): Fact[] {
  if (!resources.some(isEverything)) return [];
  return actions
    .filter((action) => action.includes("*"))
    .map((value) => ({ rule: "no-double-wildcard", statement: label, value, message: "is granted on every resource" }));
}

/** `*`, and ARNs whose resource is nothing but a wildcard. */
function isEverything(resource: string): boolean {
  return /^\*+$/.test(resource) || /^(?:[^:]*:){5}\*+$/.test(resource);
}

function checkPassRole({ label, actions, resources, conditions }: Statement): Fact[] {
  const everything = resources.some(isEverything);
  // With a wildcard on every resource, the wildcards are the mistake.
  const passes = actions.filter(
    (action) => like(action.toLowerCase(), "iam:passrole") && !(everything && action.includes("*")),
  );
  return passes.flatMap((value): Fact[] => {
    const fact = (message: string): Fact => ({ rule: "pass-role", statement: label, value, message });
    const named = conditions.some(
      ({ operator, key, values }) =>
        key.toLowerCase() === "iam:passedtoservice" && demands(operator) && !values.some((each) => /^\*+$/.test(each)),
    );
    return [
      ...(named ? [] : [fact("passes roles to any service: no condition demands iam:PassedToService")]),
      ...(everything ? [fact("passes every role of the account")] : []),
    ];
  });
}

/** Whether the operator holds only for a key that is there and is as the policy says. */
export function demands(operator: string): boolean {
  const read = operatorOf(operator);
  return (
    read !== undefined && !read.ifExists && !read.negated && read.set !== "ForAllValues" && read.compare !== "null"
  );
}
