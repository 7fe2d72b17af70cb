/** What guardrails protect, and whom they let pass. */
import type { ConditionBlock } from "../../catalog/iam/document";
import type { Naming } from "../../catalog/naming";

export interface GuardedPlatform {
  names: Naming;
  partition: string;
  /** Name of the role that administrators have in every account. */
  administrator: string;
}

/**
 * ARN of the administrator role in whatever account an SCP concerns. Its account is left open because an SCP decides
 * about principals of the account that it concerns only, so that no other account's role ever is compared.
 */
export function administratorRole({ partition, administrator }: GuardedPlatform): string {
  return `arn:${partition}:iam::*:role/${administrator}`;
}

/** Holds for everybody but the administrator role, which applies what the statement keeps. */
export function notAdministrator(platform: GuardedPlatform): ConditionBlock {
  return { ArnNotLike: { "aws:PrincipalArn": administratorRole(platform) } };
}
