import type { Access } from "./naming";
import type { Catalog, StackPlan } from "./types";

/**
 * ARN of the role that a run works in a stack's account as. Undefined when the starting identity is the right
 * one: an administrator's stack in the toolchain account, which is where administrators sign in.
 */
export function targetRole({ organization, names }: Catalog, stack: StackPlan, access: Access): string | undefined {
  if (stack.appliedBy === "update") return names.platformRoleArn(stack.partition, stack.accountId, access);
  if (stack.accountId === organization.accounts["toolchain"]) return undefined;
  return `arn:${stack.partition}:iam::${stack.accountId}:role/${organization.administrator}`;
}

/** Session name that trails show: constant per stack and access, so that it never makes a difference in a plan. */
export function runSessionName({ name }: StackPlan, access: Access): string {
  return `slipway-${name}-${access}`.slice(0, 64);
}
