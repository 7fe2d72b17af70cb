/** Roles as the emulator holds them, and what a caller's own policies say. */
import * as sdk from "@aws-sdk/client-iam";
import type { NamedPolicy } from "../../catalog/iam/evaluate";
import type { Caller, Door } from "./accounts";

export interface FoundRole {
  arn: string;
  trust: string;
  /** ARN of its permissions boundary. */
  boundary?: string;
}

export interface Rights {
  /** ARN that policies know the caller by: for a session its role's, with the path, which the session's ARN lacks. */
  arn: string;
  identity: NamedPolicy[];
  boundary?: NamedPolicy;
}

export async function findRole(door: Door, account: string, name: string): Promise<FoundRole | undefined> {
  const client = new sdk.IAMClient(await door(account, "us-east-1"));
  try {
    const { Role: role } = await client.send(new sdk.GetRoleCommand({ RoleName: name }));
    return {
      arn: role!.Arn!,
      trust: decodeURIComponent(role!.AssumeRolePolicyDocument!),
      boundary: role!.PermissionsBoundary?.PermissionsBoundaryArn,
    };
  } catch (error) {
    if (error instanceof sdk.NoSuchEntityException) return undefined;
    throw error;
  }
}

const everything: NamedPolicy = {
  name: "AdministratorAccess",
  document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
};

/** The caller's own rights. An administrator's role need not exist on the laptop. */
export async function rightsOf(door: Door, caller: Caller, asAdministrator: boolean): Promise<Rights> {
  const [, partition, account, name] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(caller.arn) ?? [];
  const nominal = name ? `arn:${partition}:iam::${account}:role/${name}` : caller.arn;
  if (asAdministrator) return { arn: nominal, identity: [everything] };
  const role = account && name ? await findRole(door, account, name) : undefined;
  if (!role || !account || !name) return { arn: nominal, identity: [] };
  const client = new sdk.IAMClient(await door(account, "us-east-1"));
  const boundary = role.boundary && (await managed(client, role.boundary));
  return {
    arn: role.arn,
    identity: [...(await inline(client, name)), ...(await attached(client, name))],
    ...(boundary ? { boundary } : {}),
  };
}

async function inline(client: sdk.IAMClient, RoleName: string): Promise<NamedPolicy[]> {
  const { PolicyNames = [] } = await client.send(new sdk.ListRolePoliciesCommand({ RoleName }));
  return Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const found = await client.send(new sdk.GetRolePolicyCommand({ RoleName, PolicyName }));
      return {
        name: `inline policy ${PolicyName} of ${RoleName}`,
        document: decodeURIComponent(found.PolicyDocument!),
      };
    }),
  );
}

async function attached(client: sdk.IAMClient, RoleName: string): Promise<NamedPolicy[]> {
  const { AttachedPolicies = [] } = await client.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName }));
  return Promise.all(AttachedPolicies.map(({ PolicyArn }) => managed(client, PolicyArn!)));
}

async function managed(client: sdk.IAMClient, PolicyArn: string): Promise<NamedPolicy> {
  const { Policy } = await client.send(new sdk.GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy!.DefaultVersionId!;
  const { PolicyVersion } = await client.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return { name: PolicyArn, document: decodeURIComponent(PolicyVersion!.Document!) };
}
