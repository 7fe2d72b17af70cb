/** IAM policy documents as values: the language's own words, and the two trusts that everything here uses. */
import { servicePrincipal } from "./services";

export type ConditionBlock = Record<string, Record<string, string | string[]>>;

export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | { AWS?: string | string[]; Service?: string | string[]; Federated?: string | string[] };
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: ConditionBlock;
}

export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: Statement[];
}

export function policy(...statements: Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

export interface RoleTrust {
  partition: string;
  /** Account of the trusted roles. */
  accountId: string;
  /** ARNs of the trusted roles; they need not exist yet. */
  roleArns: string[];
  /** AWS Organizations id, when the organisation is known. */
  organizationId?: string;
}

/** Principal and conditions that admit exactly the named roles of one account, existing or not. */
export function exactRoles(trust: RoleTrust): Required<Pick<Statement, "Principal" | "Condition">> {
  return {
    Principal: { AWS: `arn:${trust.partition}:iam::${trust.accountId}:root` },
    Condition: {
      ArnEquals: { "aws:PrincipalArn": [...trust.roleArns].sort() },
      ...(trust.organizationId ? { StringEquals: { "aws:PrincipalOrgID": trust.organizationId } } : {}),
    },
  };
}

/** Trust statement for roles: the account's root as principal, narrowed to the named roles. */
export function trustRoles(sid: string, trust: RoleTrust): Statement {
  return { Sid: sid, Effect: "Allow", ...exactRoles(trust), Action: "sts:AssumeRole" };
}

/**
 * Trust statement for an AWS service that works for this account only (no confused deputy), and only for the
 * resources of `sourceArns` where the service says which one it works for. ARNs may hold wildcards.
 */
export function trustService(
  sid: string,
  service: string,
  partition: string,
  sourceAccount: string,
  sourceArns?: string | string[],
): Statement {
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: servicePrincipal(service, partition) },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": sourceAccount },
      ...(sourceArns ? { ArnLike: { "aws:SourceArn": sourceArns } } : {}),
    },
  };
}
