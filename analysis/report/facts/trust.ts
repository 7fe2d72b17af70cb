/** Who may become a role, in words, as its trust document says it. */
import { type ConditionBlock, PolicyError, readPolicy, type Statement } from "../../../catalog/iam";
import type { Role } from "../../authorization/inventory";
import { unknownText } from "./shown";

export interface Trusted {
  kind: "role" | "service" | "identity provider" | "account" | "anyone" | "unread";
  /** ARN, service or account id; for `unread` the reason. */
  who: string;
  /** Whether the statement shuts out rather than admits. */
  denied: boolean;
  /** Conditions beside the one that names the role, one each. */
  when: string[];
}

export function trustedBy({ trust }: Role): Trusted[] {
  if (trust?.document === undefined) return [unread(unknownText)];
  try {
    return readPolicy(trust.document, trust.name).Statement.flatMap(trustedIn);
  } catch (error) {
    if (error instanceof PolicyError) return [unread(error.message)];
    throw error;
  }
}

function unread(reason: string): Trusted {
  return { kind: "unread", who: reason, denied: false, when: [] };
}

function trustedIn(statement: Statement): Trusted[] {
  const { Principal: principal, Effect } = statement;
  const conditions = statement.Condition ?? {};
  const named = namedRoles(conditions);
  const said = { denied: Effect === "Deny", when: conditionTexts(conditions) };
  const beside = { ...said, when: said.when.filter((text) => !named || !text.startsWith("aws:PrincipalArn")) };
  if (principal === undefined) return [];
  if (principal === "*") return [{ kind: "anyone", who: "anyone", ...said }];
  const accounts = list(principal.AWS).flatMap((who): Trusted[] => {
    if (who === "*") return [{ kind: "anyone", who: "anyone", ...said }];
    const isAccount = who.endsWith(":root") || /^\d{12}$/.test(who);
    if (!isAccount) return [{ kind: "role", who, ...said }];
    const account = who.match(/\d{12}/)?.[0] ?? who;
    if (named) return named.map((role): Trusted => ({ kind: "role", who: role, ...beside }));
    return [{ kind: "account", who: account, ...said }];
  });
  const services = list(principal.Service).map((who): Trusted => ({ kind: "service", who, ...said }));
  const providers = list(principal.Federated).map((who): Trusted => ({ kind: "identity provider", who, ...said }));
  return [...accounts, ...services, ...providers];
}

/** The roles that a condition narrows an account to. */
function namedRoles(conditions: ConditionBlock): string[] | undefined {
  for (const operator of ["ArnEquals", "ArnLike", "StringEquals", "StringLike"]) {
    const roles = conditions[operator]?.["aws:PrincipalArn"];
    if (roles !== undefined) return list(roles);
  }
  return undefined;
}

const signs: Record<string, string> = {
  StringEquals: "is",
  StringLike: "is like",
  ArnEquals: "is",
  ArnLike: "is like",
  Bool: "is",
};

function conditionTexts(conditions: ConditionBlock): string[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${key} ${signs[operator] ?? operator} ${list(values).join(" or ")}`),
  );
}

function list(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
