/** A side door into the emulator: clients for any account, whoever the caller is. */
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Options for a client of the AWS SDK. */
export interface ClientOptions {
  endpoint: string;
  region: string;
  credentials: Credentials;
}

export interface Caller {
  arn: string;
  accountId: string;
}

/** Options of a client that works in an account as the emulator's own hand. */
export type Door = (account: string, region: string) => Promise<ClientOptions>;

/** The emulator's STS gives credentials for any role of any account, whether it exists or not. */
export function openDoor(endpoint: string): Door {
  const credentials = new Map<string, Promise<Credentials>>();
  return async (account, region) => {
    if (!credentials.has(account)) {
      const role = `arn:aws:iam::${account}:role/slipway-stand-in`;
      credentials.set(account, assumeRole(endpoint, undefined, role, "slipway-stand-in"));
    }
    return { endpoint, region, credentials: await credentials.get(account)! };
  };
}

const nobody: Credentials = { accessKeyId: "slipway", secretAccessKey: "slipway" };

function sts(endpoint: string, credentials: Credentials | undefined): STSClient {
  return new STSClient({ endpoint, region: "us-east-1", credentials: credentials ?? nobody });
}

export async function assumeRole(
  endpoint: string,
  credentials: Credentials | undefined,
  roleArn: string,
  sessionName: string,
  externalId?: string,
): Promise<Credentials> {
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName, ExternalId: externalId });
  const { Credentials: given } = await sts(endpoint, credentials).send(command);
  return {
    accessKeyId: given!.AccessKeyId!,
    secretAccessKey: given!.SecretAccessKey!,
    sessionToken: given!.SessionToken!,
  };
}

export async function callerIdentity(endpoint: string, credentials: Credentials | undefined): Promise<Caller> {
  const answer = await sts(endpoint, credentials).send(new GetCallerIdentityCommand({}));
  return { arn: answer.Arn!, accountId: answer.Account! };
}
