/** Whom a statement lets in. */
import { type Fact, type Kind, type Organisation, onlyLimits } from "./document";
import type { Condition, Statement } from "./grammar";
import { demands } from "./grants";

/**
 * Keys that say who asks, with a fixed value. Source: the list of what S3 takes for not public, and the condition keys
 * of the principal (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
 */
const narrowing = [
  ...["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:userid"],
  ...["aws:SourceArn", "aws:SourceAccount", "aws:SourceOwner", "aws:SourceOrgID", "aws:SourceOrgPaths"],
  ...["aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "kms:CallerAccount"],
  ...["s3:DataAccessPointArn", "s3:DataAccessPointAccount"],
].map((key) => key.toLowerCase());

const sources = ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceOwner"].map(
  (key) => key.toLowerCase(),
);

/** Services that assume a role without saying for whom, as far as AWS documents, and the page of the role. */
const silent: Record<string, string> = {
  "ec2.amazonaws.com": "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
  // When it replicates.
  "s3.amazonaws.com": "https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
  "chatbot.amazonaws.com":
    "https://docs.aws.amazon.com/chatbot/latest/adminguide/security_iam_service-with-iam-resource-based-policies.html",
};

export function checkPrincipals(statement: Statement, kind: Kind, organisation: Organisation): Fact[] {
  const { label, allows, principals, notPrincipals, conditions } = statement;
  const fact = (rule: Fact["rule"], value: string, message: string): Fact => ({
    rule,
    statement: label,
    value,
    message,
  });
  const facts = [...principals, ...notPrincipals].flatMap(({ kind: of, value }) =>
    isWellFormed(of, value) ? [] : [fact("principal", value, `is no principal of kind ${of}`)],
  );
  // An endpoint lets everyone through who has rights of his own.
  if (!allows || onlyLimits(kind)) return facts;
  for (const { kind: of, value } of principals.filter((each) => isWellFormed(each.kind, each.value))) {
    if (of === "*" && !conditions.some(narrows)) {
      facts.push(fact("not-public", value, "lets everyone in: no condition demands who asks"));
    }
    if (of === "Service" && !(kind === "trust" && host(value) in silent) && !namesSource(conditions, kind)) {
      facts.push(fact("no-confused-deputy", value, "may act for any account: no condition demands its source"));
    }
  }
  return [...facts, ...checkAccounts(statement, organisation)];
}

function isWellFormed(kind: string, value: string): boolean {
  if (kind === "AWS") return /^(?:\d{12}|arn:[^:]+:(?:iam|sts)::(?:\d{12}|aws):.+)$/.test(value);
  if (kind === "Service") return /^[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal)$/.test(value);
  return value !== "";
}

/** As in `ec2.amazonaws.com`, in any partition. */
function host(service: string): string {
  return service.replace(/\.cn$/, "");
}

function narrows({ operator, key, values }: Condition): boolean {
  return demands(operator) && narrowing.includes(key.toLowerCase()) && values.every(isFixed);
}

/** No wildcard where the account is said, and not all addresses. */
function isFixed(value: string): boolean {
  if (/^(?:\*+|0\.0\.0\.0\/0|::\/0)$/.test(value)) return false;
  const [arn, , service, , account = ""] = value.split(":");
  return arn !== "arn" || (service === "s3" && account === "") || /^\d{12}$/.test(account);
}

function namesSource(conditions: Condition[], kind: Kind): boolean {
  return conditions.some(({ operator, key, values }) => {
    const lower = key.toLowerCase();
    // CloudWatch Logs and others name what they encrypt instead:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    const encrypted = /^kms:encryptioncontext:.*arn$/.test(lower) || lower === "kms:calleraccount";
    const encrypts = kind === "key" && encrypted;
    return demands(operator) && (sources.includes(lower) || encrypts) && values.every(isFixed);
  });
}

/** Accounts and organisations outside: named as principals or, for everyone and for services, by the conditions. */
function checkAccounts({ label, principals, conditions }: Statement, { accounts, id }: Organisation): Fact[] {
  if (accounts === undefined) return [];
  const demanded = (...keys: string[]) =>
    conditions
      .filter(({ operator, key }) => demands(operator) && keys.includes(key.toLowerCase()))
      .flatMap(({ values }) => values);
  const organisations = demanded("aws:principalorgid");
  if (id !== undefined && organisations.length > 0 && organisations.every((each) => each === id)) return [];
  const of = (kind: string) => principals.some((each) => each.kind === kind);
  const callers = of("*") ? demanded("aws:principalarn", "aws:principalaccount") : [];
  const senders = of("*") || of("Service") ? demanded("aws:sourcearn", "aws:sourceaccount") : [];
  const named = principals.flatMap(({ kind, value }) => (kind === "AWS" ? [value] : []));
  const foreign = [...named, ...callers, ...senders].filter((value) => {
    const account = accountOf(value);
    return account !== undefined && !accounts.includes(account);
  });
  const byOrganisation = of("*") && callers.length === 0 ? organisations.filter((each) => each !== id) : [];
  return [...foreign, ...byOrganisation].map((value) => {
    return { rule: "own-accounts", statement: label, value, message: "is outside the accounts of the organisation" };
  });
}

function accountOf(principal: string): string | undefined {
  return /^\d{12}$/.test(principal) ? principal : /^arn:[^:]+:[^:]*:[^:]*:(\d{12}):/.exec(principal)?.[1];
}
