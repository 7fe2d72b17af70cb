/** Who a statement names, and whether its conditions say so closely enough. */
import type { FoundStatement } from "./documents";

type Condition = FoundStatement["conditions"][number];

/** Keys whose value names callers within an account. */
const callers = ["aws:principalarn", "aws:userid", "aws:sourcevpc", "aws:sourcevpce", "sts:externalid"];
/** Keys whose value keeps everyone down to an account, an organisation or a resource. */
const places = [
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceowner",
  "kms:calleraccount",
];

/**
 * Whether a condition holds only for what it names. `...IfExists` and `ForAllValues` hold when the key is absent,
 * and a negation holds for all others.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function pins({ operator, values }: Condition): boolean {
  const positive = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/.test(operator);
  return positive && values.length > 0 && values.every((value) => /[^*?]/.test(value));
}

/** Principals that stand for everyone, or for all of an account, without a condition that names who is meant. */
export function unnamedPrincipals({ effect, principals, conditions }: FoundStatement): string[] {
  if (effect !== "Allow") return [];
  const pinned = conditions.filter(pins).filter(namesSomebody);
  const names = (keys: string[]) => pinned.some(({ key }) => keys.includes(key) || /^aws:principaltag\//.test(key));
  return (principals["AWS"] ?? []).filter((principal) =>
    principal === "*" ? !names([...callers, ...places]) : isWholeAccount(principal) && !names(callers),
  );
}

function namesSomebody({ key, values }: Condition): boolean {
  // `*:anna` is a session of that name, of any role.
  if (key === "aws:userid") return values.every((value) => !/^[*?]/.test(value));
  if (key !== "aws:principalarn") return true;
  return values.every(namesCaller);
}

/** Whether a pattern for the ARN of a caller names an account, and more than every role or user of it. */
export function namesCaller(arn: string): boolean {
  const [, , , , account = "", ...rest] = arn.split(":");
  return /^\d{12}$/.test(account) && !/^((role|user|assumed-role|federated-user)\/)?[*?/]*$/.test(rest.join(":"));
}

const isWholeAccount = (principal: string) => /^(\d{12}|arn:[^:]*:iam::\d{12}:root)$/.test(principal);

/** Whether a statement that names a whole account, or everyone, lacks a condition on the organisation. */
export function leavesOrganization({ effect, principals, conditions }: FoundStatement, organization?: string): boolean {
  if (effect !== "Allow" || organization === undefined) return false;
  const wide = (principals["AWS"] ?? []).some((principal) => principal === "*" || isWholeAccount(principal));
  return (
    wide &&
    !conditions.some((each) => each.key === "aws:principalorgid" && pins(each) && each.values.includes(organization))
  );
}

/** Accounts that a statement lets in, of its principals and of the callers that its conditions name. */
export function accountsOf({ effect, principals, conditions }: FoundStatement): string[] {
  if (effect !== "Allow") return [];
  const callers = conditions.filter(({ key }) => key === "aws:principalarn").flatMap(({ values }) => values);
  const named = [...(principals["AWS"] ?? []), ...callers].map((each) =>
    /^(?:arn:[^:]*:[^:]*::)?(\d{12})\b/.exec(each),
  );
  return [...new Set(named.flatMap((match) => (match?.[1] ? [match[1]] : [])))];
}
