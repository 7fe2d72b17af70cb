/** The explicit AWS provider of a stack: where it works, as whom, and which tags everything bears. */
import * as aws from "@pulumi/aws";
import type { Access } from "../catalog/naming";
import { runSessionName, targetRole } from "../catalog/target-role";
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
  const { catalog, stack, access } = context;
  const roleArn = targetRole(catalog, stack, access);
  return new aws.Provider(name, {
    region: region as aws.Region,
    allowedAccountIds: [context.stack.accountId],
    ...(roleArn ? { assumeRoles: [{ roleArn, sessionName: sessionName(context) }] } : {}),
    defaultTags: { tags: stackTags(context) },
  });
}

/** Session name that trails show. */
export function sessionName({ stack, access }: StackContext): string {
  return runSessionName(stack, access);
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
