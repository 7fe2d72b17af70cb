/**
 * Decides a request by the policies of every account involved.
 *
 * Source of the rules: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic";
 * KMS Developer Guide, "Key policies".
 */
import type { PolicyDocument, Statement } from "./document";
import { type Context, type Facts, factsOf } from "./pattern";
import { readPolicy } from "./read";
import { type Caller, named, speaksOf } from "./statement";

export interface Request {
  caller: Caller;
  /** As `s3:GetObject`. */
  action: string;
  /** ARN of the resource, or `*` for an action that has none. */
  resource: string;
  /** Account that owns the resource. An S3 ARN does not say. */
  resourceAccount: string;
  /**
   * Facts by condition key, besides those of the caller. `aws:SecureTransport` is true by default, as every
   * SDK uses TLS.
   */
  context?: Context;
}

export interface NamedPolicy {
  /** Said in verdicts, as `inline policy deploy of acme-pipeline`. */
  name: string;
  document: PolicyDocument | string;
}

export interface Policies {
  /** Inline and managed policies of the caller; a service has none. */
  identity?: NamedPolicy[];
  /** Policy of the resource: of a bucket, key, topic, repository; for `sts:AssumeRole...` the role's trust. */
  resource?: NamedPolicy;
  /** Permissions boundary of the caller. */
  boundary?: NamedPolicy;
  /**
   * Service control policies of the caller's account, one list per level from the root down; each level must allow.
   * The management account has none.
   */
  scps?: NamedPolicy[][];
}

export type Side = "identity policy" | "resource policy" | "key policy" | "trust policy" | "boundary" | "scp";

export interface StatementReference {
  policy: string;
  /** Its `Sid`, or `Statement[n]`. */
  statement: string;
}

export type Verdict =
  | { verdict: "allowed"; by: StatementReference[] }
  /** Explicitly. */
  | { verdict: "denied"; by: StatementReference }
  /** No statement allows it on these sides. */
  | { verdict: "missing"; sides: Side[] };

interface Match {
  statement: Statement;
  reference: StatementReference;
}

/** Throws `PolicyError` for a document that cannot be judged. */
export function decide(request: Request, policies: Policies): Verdict {
  const facts = factsOf(contextOf(request));
  const { caller } = request;
  const matching = (policy: NamedPolicy): Match[] => matches(policy, request, facts);
  const identity = caller.kind === "principal" ? (policies.identity ?? []).flatMap(matching) : [];
  const resource = (policies.resource ? [policies.resource] : [])
    .flatMap(matching)
    .filter(({ statement }) => named(statement.Principal, caller));
  const boundary = caller.kind === "principal" && policies.boundary ? matching(policies.boundary) : undefined;
  const scps = limited(caller) ? (policies.scps ?? []).map((level) => level.flatMap(matching)) : [];

  const denial = [...scps.flat(), ...resource, ...(boundary ?? []), ...identity].find(
    ({ statement }) => statement.Effect === "Deny",
  );
  if (denial) return { verdict: "denied", by: denial.reference };

  const missing: Side[] = [];
  const ways = resource.map(({ statement }) => named(statement.Principal, caller));
  const crossAccount = caller.kind === "principal" && caller.accountId !== request.resourceAccount;
  // Naming the account's root leaves it to the caller's own policies; another account's word alone never does.
  const resourceAlone = caller.kind !== "principal" || (!crossAccount && ways.some((way) => way !== "account"));
  const resourceNeeded = caller.kind !== "principal" || crossAccount || governs(request);
  if (resourceNeeded && ways.length === 0) missing.push(resourceSide(request.action));
  if (!resourceAlone && identity.length === 0) missing.push("identity policy");
  // In one account a grant to everyone or to a session is not limited by a boundary's silence.
  const pastBoundary = !crossAccount && ways.includes("direct");
  if (boundary?.length === 0 && !pastBoundary) missing.push("boundary");
  if (scps.some((level) => level.length === 0)) missing.push("scp");
  if (missing.length > 0) return { verdict: "missing", sides: missing };
  return { verdict: "allowed", by: [...resource, ...identity].map(({ reference }) => reference) };
}

/**
 * Whether service control policies decide about a caller: they do not about services and about service-linked roles.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html
 */
function limited(caller: Caller): boolean {
  return caller.kind === "principal" && !caller.arn.includes(":role/aws-service-role/");
}

function matches(policy: NamedPolicy, { action, resource }: Request, facts: Facts): Match[] {
  const document = readPolicy(policy.document, policy.name);
  return document.Statement.map((statement, index) => ({
    statement,
    reference: { policy: policy.name, statement: statement.Sid ?? `Statement[${index}]` },
  })).filter(({ statement }) => speaksOf(document, statement, action, resource, facts));
}

/**
 * Whether the resource's own policy decides even inside one account: of KMS keys, and of roles to assume. A key's
 * policy has no say in retiring grants: https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
 */
function governs({ action, resource }: Request): boolean {
  const name = action.toLowerCase();
  const [service] = name.split(":");
  return service === "sts" || (service === "kms" && resource.includes(":key/") && name !== "kms:retiregrant");
}

function resourceSide(action: string): Side {
  const [service] = action.toLowerCase().split(":");
  return service === "sts" ? "trust policy" : service === "kms" ? "key policy" : "resource policy";
}

function contextOf({ caller, resourceAccount, context }: Request): Context {
  return {
    "aws:SecureTransport": "true",
    "aws:ResourceAccount": resourceAccount,
    ...callerContext(caller),
    ...context,
  };
}

/** Facts that IAM derives from the caller itself. */
function callerContext(caller: Caller): Context {
  if (caller.kind === "federated") return { "aws:PrincipalIsAWSService": "false" };
  if (caller.kind === "service") {
    return { "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": caller.service };
  }
  return {
    "aws:PrincipalArn": caller.arn,
    "aws:PrincipalAccount": caller.accountId,
    "aws:PrincipalIsAWSService": "false",
    ...(caller.organizationId ? { "aws:PrincipalOrgID": caller.organizationId } : {}),
    ...Object.fromEntries(Object.entries(caller.tags ?? {}).map(([tag, value]) => [`aws:PrincipalTag/${tag}`, value])),
  };
}
