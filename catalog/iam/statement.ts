/** Whether one statement speaks about one request. */
import { conditionsHold } from "./conditions";
import type { PolicyDocument, Statement } from "./document";
import { expand, type Facts, like, likeArn } from "./pattern";

/** Who makes a request. */
export type Caller =
  | {
      kind: "principal";
      /** ARN of the role (with its path) or user; of a session, the role's. */
      arn: string;
      accountId: string;
      /** `arn:...:assumed-role/<role>/<session>`, when a policy names single sessions. */
      sessionArn?: string;
      /** AWS Organizations id of the account. */
      organizationId?: string;
      tags?: Record<string, string>;
    }
  | { kind: "service" /** As `codedeploy.amazonaws.com`. */; service: string }
  | { kind: "federated" /** ARN or host of the identity provider. */; provider: string };

/**
 * How a statement names the caller. `account`: through the account's root, which leaves the decision to the
 * caller's own policies. `role`: by ARN. `direct`: everyone, the session, the service or the provider.
 */
export type Named = "account" | "role" | "direct";

export function list<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** How the statement's `Principal` names the caller, or undefined when it does not. */
export function named(principal: Statement["Principal"], caller: Caller): Named | undefined {
  if (principal === undefined) return undefined;
  if (principal === "*") return "direct";
  if (caller.kind === "service")
    return list(principal.Service).includes(caller.service) ? "direct" : everyone(principal.AWS);
  if (caller.kind === "federated") {
    return list(principal.Federated).includes(caller.provider) ? "direct" : everyone(principal.AWS);
  }
  const aws = list(principal.AWS);
  if (everyone(aws) || (caller.sessionArn !== undefined && aws.includes(caller.sessionArn))) return "direct";
  if (aws.includes(caller.arn)) return "role";
  const [, partition = ""] = caller.arn.split(":");
  const root = `arn:${partition}:iam::${caller.accountId}:root`;
  return aws.some((each) => each === caller.accountId || each === root) ? "account" : undefined;
}

function everyone(aws: string | string[] | undefined): "direct" | undefined {
  return list(aws).includes("*") ? "direct" : undefined;
}

/** Whether a statement of a document is about this action, on this resource, under these conditions. */
export function speaksOf(
  document: PolicyDocument,
  statement: Statement,
  action: string,
  resource: string,
  facts: Facts,
): boolean {
  const variables = document.Version === "2012-10-17";
  const asked = action.toLowerCase();
  const acts = (patterns: string | string[]) => list(patterns).some((pattern) => like(pattern.toLowerCase(), asked));
  const covers = (patterns: string | string[]) =>
    list(patterns).some((pattern) => {
      const expanded = variables ? expand(pattern, facts) : pattern;
      return expanded !== undefined && likeArn(expanded, resource);
    });
  if (statement.NotAction !== undefined ? acts(statement.NotAction) : !acts(statement.Action ?? [])) return false;
  if (statement.NotResource !== undefined && covers(statement.NotResource)) return false;
  // Trust policies have no resource: it is the role that they belong to.
  if (statement.Resource !== undefined && !covers(statement.Resource)) return false;
  return conditionsHold(statement.Condition, facts, variables);
}
