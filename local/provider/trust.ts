/**
 * Who may assume which role on the laptop. The emulator's STS lets everybody be anybody; here the policies of both
 * sides decide, as AWS does: the role's trust, and what the caller itself may ask for.
 */
import { decide, type Verdict } from "../../catalog/iam/evaluate";
import { type Caller, openDoor } from "./accounts";
import { findRole, rightsOf } from "./rights";

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
  const asAdministrator = isAdministrator(caller, administrator);
  if (path === administrator) {
    return asAdministrator ? undefined : `role ${administrator} is for administrators, and ${caller.arn} is none`;
  }
  const name = path.split("/").at(-1)!;
  const role = await findRole(door, account, name);
  if (!role) return `account ${account} has no role ${name}`;
  if (role.arn !== roleArn) return `the role of that name in account ${account} is ${role.arn}`;
  const rights = await rightsOf(door, caller, asAdministrator);
  const verdict = decide(
    {
      caller: { kind: "principal", arn: rights.arn, accountId: caller.accountId, organizationId },
      action: "sts:AssumeRole",
      resource: roleArn,
      resourceAccount: account,
      context: externalId === undefined ? {} : { "sts:ExternalId": externalId },
    },
    {
      identity: rights.identity,
      boundary: rights.boundary,
      resource: { name: `trust policy of ${name}`, document: role.trust },
    },
  );
  return reason(verdict, rights.arn);
}

function reason(verdict: Verdict, principal: string): string | undefined {
  if (verdict.verdict === "allowed") return undefined;
  if (verdict.verdict === "denied") return `${verdict.by.statement} of ${verdict.by.policy} denies it to ${principal}`;
  const { sides } = verdict;
  if (sides.includes("trust policy")) return `its trust policy does not admit ${principal}`;
  return `the ${sides.join(" and the ")} of ${principal} does not allow sts:AssumeRole on it`;
}

/** Users of the account that the laptop starts in, its root, and sessions of the administrator role. */
function isAdministrator(caller: Caller, administrator: string): boolean {
  const [kind, name] = caller.arn.split(":").at(-1)!.split("/");
  return kind === "root" || kind === "user" || (kind === "assumed-role" && name === administrator);
}
