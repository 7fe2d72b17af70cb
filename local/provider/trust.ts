/**
 * Who may assume which role on the laptop. The emulator's STS lets everybody be anybody; here the roles' trust
 * policies decide, as AWS does.
 */
import { GetRoleCommand, IAMClient, NoSuchEntityException } from "@aws-sdk/client-iam";
import { admits } from "../../catalog/iam/evaluate";
import { type Caller, type Door, openDoor } from "./accounts";

export interface RoleQuestion {
  /** The emulator's. */
  endpoint: string;
  roleArn: string;
  /** As STS names it: `arn:aws:sts::<account>:assumed-role/<role>/<session>` or a user. */
  caller: Caller;
  /** Name of the role that administrators have in every account; only they may assume it, and it need not exist. */
  administrator: string;
  organizationId?: string;
  externalId?: string;
}

/** Why the caller may not assume the role, or undefined when it may. */
export async function roleRefusal(question: RoleQuestion): Promise<string | undefined> {
  const { roleArn, caller, administrator, organizationId, externalId } = question;
  const door = openDoor(question.endpoint);
  const [, partition, account, path] = /^arn:([^:]+):iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  if (!partition || !account || !path) return `${roleArn} is not the ARN of a role`;
  if (path === administrator) {
    if (isAdministrator(caller, administrator)) return undefined;
    return `role ${administrator} is for administrators, and ${caller.arn} is none`;
  }
  const role = await findRole(door, account, path.split("/").at(-1)!);
  if (!role) return `account ${account} has no role ${path.split("/").at(-1)}`;
  if (role.arn !== roleArn) return `the role of that name in account ${account} is ${role.arn}`;
  const principal = await principalOf(door, caller);
  const known = { arn: principal, accountId: caller.accountId, organizationId };
  if (admits(role.trust, known, externalId === undefined ? {} : { "sts:ExternalId": externalId })) return undefined;
  return `its trust policy does not admit ${principal}`;
}

/** Users of the account that the laptop starts in, its root, and sessions of the administrator role. */
function isAdministrator(caller: Caller, administrator: string): boolean {
  const [kind, name] = caller.arn.split(":").at(-1)!.split("/");
  return kind === "root" || kind === "user" || (kind === "assumed-role" && name === administrator);
}

/** ARN that policies know a caller by: for a session its role's, with the path, which the session's ARN lacks. */
async function principalOf(door: Door, caller: Caller): Promise<string> {
  const [, partition, account, name] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(caller.arn) ?? [];
  if (!partition || !account || !name) return caller.arn;
  const role = await findRole(door, account, name);
  return role?.arn ?? `arn:${partition}:iam::${account}:role/${name}`;
}

async function findRole(door: Door, account: string, name: string): Promise<{ arn: string; trust: string } | undefined> {
  const client = new IAMClient(await door(account, "us-east-1"));
  try {
    const { Role } = await client.send(new GetRoleCommand({ RoleName: name }));
    return { arn: Role!.Arn!, trust: decodeURIComponent(Role!.AssumeRolePolicyDocument!) };
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}
