/** The explicit AWS provider of a stack: where it works, as whom, and which tags everything bears. */
import * as aws from "@pulumi/aws";
import type { Access } from "../catalog/naming";
import type { Catalog, StackPlan } from "../catalog/types";

/** What a stack's function is given. */
export interface StackContext {
  catalog: Catalog;
  stack: StackPlan;
  /** Which of the account's two roles the run uses. */
  access: Access;
}

export interface TargetProviderOptions {
  /** Logical name. Default `target`, and `target-<region>` for another region than the stack's. */
  name?: string;
  /** Region to work in. Default: the stack's. */
  region?: string;
}

/** Provider for the stack's account: default providers are disabled, so every resource and invoke needs it. */
export function targetProvider(context: StackContext, options: TargetProviderOptions = {}): aws.Provider {
  const region = options.region ?? context.stack.region;
  const name = options.name ?? (region === context.stack.region ? "target" : `target-${region}`);
  const roleArn = targetRole(context);
  return new aws.Provider(name, {
    region: region as aws.Region,
    allowedAccountIds: [context.stack.accountId],
    ...(roleArn ? { assumeRoles: [{ roleArn, sessionName: sessionName(context) }] } : {}),
    defaultTags: { tags: stackTags(context) },
  });
}

/**
 * ARN of the role that the provider assumes, or undefined when the ambient identity is the right one: an
 * administrator's stack in the toolchain account, which is where administrators sign in.
 */
export function targetRole({ catalog, stack, access }: StackContext): string | undefined {
  const { organization, names } = catalog;
  if (stack.appliedBy === "update") return names.platformRoleArn(stack.partition, stack.accountId, access);
  if (stack.accountId === organization.accounts["toolchain"]) return undefined;
  return `arn:${stack.partition}:iam::${stack.accountId}:role/${organization.administrator}`;
}

/** Session name that trails show: constant per stack and access, so that it never makes a difference in a plan. */
export function sessionName({ stack, access }: StackContext): string {
  return `slipway-${stack.name}-${access}`.slice(0, 64);
}

/** Tags of every resource of a stack. */
export function stackTags({ catalog, stack }: StackContext): Record<string, string> {
  const environment = catalog.environments.find(({ name }) => name === stack.environment);
  return {
    ...catalog.organization.tags,
    "slipway:stack": stack.name,
    ...(stack.environment ? { "slipway:environment": stack.environment } : {}),
    ...(stack.service ? { "slipway:service": stack.service } : {}),
    ...(environment ? { "slipway:production": String(environment.production) } : {}),
  };
}
