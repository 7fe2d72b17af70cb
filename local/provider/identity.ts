/** Which account a provider works in: the ambient identity, or where its chain of roles leads. */
import { assumeRole, type Caller, type Credentials, callerIdentity } from "./accounts";
import type { Laptop } from "./laptop";
import { noteSession } from "./sessions";
import type { Configuration } from "./settings";
import { roleRefusal } from "./trust";

/** Credentials in the environment, as the AWS SDK finds them first. */
export function ambientCredentials(environment: NodeJS.ProcessEnv): Credentials | undefined {
  const accessKeyId = environment["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = environment["AWS_SECRET_ACCESS_KEY"];
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: environment["AWS_SESSION_TOKEN"] };
}

/** Follows the provider's roles, each checked; throws what AWS would refuse, with the remedy. */
export async function enterAccount(
  laptop: Laptop,
  configuration: Configuration,
  ambient: Credentials | undefined,
): Promise<Caller> {
  let credentials = ambient;
  let caller = await callerIdentity(laptop.endpoint, credentials);
  for (const { roleArn, sessionName, externalId } of configuration.hops) {
    const refusal = await roleRefusal({ ...laptop, roleArn, caller, externalId });
    if (refusal) {
      throw new Error(
        `Cannot assume IAM role ${roleArn} as ${caller.arn}: ${refusal}. ` +
          "Apply the stack that makes the role, or correct the policies named.",
      );
    }
    noteSession(laptop.data, { roleArn, by: caller.arn });
    credentials = await assumeRole(laptop.endpoint, credentials, roleArn, sessionName ?? "pulumi", externalId);
    caller = await callerIdentity(laptop.endpoint, credentials);
  }
  const { allowedAccountIds: allowed, forbiddenAccountIds: forbidden } = configuration;
  if ((allowed && !allowed.includes(caller.accountId)) || forbidden?.includes(caller.accountId)) {
    throw new Error(
      `AWS account id not allowed: ${caller.accountId} (as ${caller.arn}). ` +
        (allowed ? `The provider allows ${allowed.join(", ")}. ` : "The provider forbids it. ") +
        "Run with credentials of the right account, or correct the provider's roles.",
    );
  }
  return caller;
}
