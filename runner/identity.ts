/**
 * Who a run is. The caller is in the toolchain account; it enters the run role, which may use one account's
 * state and enter that account. Everything is checked by STS before the engine starts.
 */
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { roleSessionSeconds } from "../catalog/iam/session";
import type { Access, Naming } from "../catalog/naming";
import { stateOf } from "../catalog/stored";
import { targetRole } from "../catalog/target-role";
import type { Catalog, StackPlan } from "../catalog/types";
import type { Cloud, Credentials } from "./cloud/types";
import { RefusedError } from "./exit";

export interface Identity {
  /** Credentials of the engine: they reach state, lock and secrets key, and enter the stack's account. */
  credentials: Credentials | undefined;
  /** Principal of these credentials. */
  arn: string;
  accountId: string;
  /** ARN that the run started as, before it took on roles. */
  startedAs?: string;
}

/** The identity that a command was started with. */
export async function caller(cloud: Cloud, region: string): Promise<Identity> {
  return identify(cloud, region, cloud.ambient);
}

/** Enters the roles of one stack and checks where they lead. */
export async function enter(cloud: Cloud, catalog: Catalog, plan: StackPlan, access: Access): Promise<Identity> {
  const { organization } = catalog;
  const started = await caller(cloud, organization.home);
  const toolchain = organization.accounts.toolchain!;
  if (started.accountId !== toolchain) {
    throw new RefusedError(
      `Stack ${plan.name}: the current AWS identity is ${started.arn}, but runs start in the toolchain account ${toolchain}. ` +
        "Sign in there (for example `aws sso login` with its profile) and run this again.",
    );
  }
  const { updateRole, previewRole } = stateOf(plan);
  const runRole = access === "update" ? updateRole : previewRole;
  const identity =
    plan.appliedBy === "administrator" ? started : await assume(cloud, plan, organization.home, runRole, started);
  await lookInside(cloud, catalog, plan, access, identity);
  return { ...identity, startedAs: started.arn };
}

/**
 * The identity of a run whose state is in Pulumi Cloud: whoever may enter the stack's account. It has no run role,
 * and in Pulumi Deployments it begins in that account.
 */
export async function enterAccount(cloud: Cloud, catalog: Catalog, plan: StackPlan, access: Access): Promise<Identity> {
  const started = await caller(cloud, catalog.organization.home);
  await lookInside(cloud, catalog, plan, access, started);
  return { ...started, startedAs: started.arn };
}

/** Checks that the provider's role can be had, and is in the account that the catalog says. */
async function lookInside(
  cloud: Cloud,
  catalog: Catalog,
  plan: StackPlan,
  access: Access,
  identity: Identity,
): Promise<void> {
  const target = targetRole(catalog, plan, access);
  if (!target) return;
  const inside = await assume(cloud, plan, plan.region, target, identity);
  if (inside.accountId === plan.accountId) return;
  throw new RefusedError(
    `Stack ${plan.name}: role ${target} is in account ${inside.accountId}, but the catalog says ${plan.accountId}.`,
  );
}

/** The session of an account's break-glass role, when that is what a run started as; nobody is refused for it. */
export function breakGlassSession(names: Naming, { startedAs = "" }: Identity): string | undefined {
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(startedAs) ?? [];
  return role === names.platformRole("break-glass") ? session : undefined;
}

async function identify(cloud: Cloud, region: string, credentials: Credentials | undefined): Promise<Identity> {
  try {
    const answer = await new STSClient(cloud.client(region, credentials)).send(new GetCallerIdentityCommand({}));
    return { credentials, arn: answer.Arn!, accountId: answer.Account! };
  } catch (error) {
    throw new RefusedError(
      `No AWS identity: ${(error as Error).message}. Sign in to the toolchain account, or try the laptop cloud with \`slipway local up\`.`,
    );
  }
}

export interface SessionWish {
  /** A session policy, within which the role's rights hold. Default: all of them. */
  policy?: string;
  /** Default: the stack's, after `slipway-`. */
  name?: string;
}

export async function assume(
  cloud: Cloud,
  plan: StackPlan,
  region: string,
  roleArn: string,
  from: Identity,
  { policy, name = `slipway-${plan.name}`.slice(0, 64) }: SessionWish = {},
): Promise<Identity> {
  const refusal = await cloud.refusal(roleArn, from, plan);
  const remedy = `Apply the stack that makes it (\`slipway up ${roleStack(roleArn, plan)}\`, as administrator), or add the caller to its trust.`;
  if (refusal)
    throw new RefusedError(`Stack ${plan.name}: ${from.arn} may not assume ${roleArn}: ${refusal}. ${remedy}`);
  try {
    const client = new STSClient(cloud.client(region, from.credentials));
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: name,
        DurationSeconds: roleSessionSeconds,
        ...(policy === undefined ? {} : { Policy: policy }),
      }),
    );
    const credentials = {
      accessKeyId: given!.AccessKeyId!,
      secretAccessKey: given!.SecretAccessKey!,
      sessionToken: given!.SessionToken!,
    };
    return identify(cloud, region, credentials);
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    throw new RefusedError(
      `Stack ${plan.name}: ${from.arn} may not assume ${roleArn}: ${(error as Error).message}. ${remedy}`,
    );
  }
}

/** The stack that makes a role: the account stack of the role's own account. */
function roleStack(roleArn: string, plan: StackPlan): string {
  const own = `${plan.account}.account`;
  if (roleArn.split(":")[4] === plan.accountId) return own;
  return plan.dependsOn.find((name) => name.endsWith(".account") && name !== own) ?? "toolchain.account";
}
