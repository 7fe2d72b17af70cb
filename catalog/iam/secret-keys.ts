/** The right to decrypt what Parameter Store and Secrets Manager keep with a customer key. */
import type { Statement } from "./document";
import { viaService } from "./services";

export interface SecretKeyUse {
  partition: string;
  accountId: string;
  region: string;
  /** Aliases of the keys, as ids cannot be computed. */
  aliases: string[];
  /** ARNs of what is read; of a secret with `?` for the characters that Secrets Manager adds. */
  arns: string[];
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html */
export function parameterKeys(use: SecretKeyUse): Statement[] {
  return keys("ParameterKeys", "ssm", use, { StringEquals: { "kms:EncryptionContext:PARAMETER_ARN": use.arns } });
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
export function secretKeys(use: SecretKeyUse): Statement[] {
  return keys("SecretKeys", "secretsmanager", use, { StringLike: { "kms:EncryptionContext:SecretARN": use.arns } });
}

/** Through the service, and for what is read only: a key may be of several services. */
function keys(
  Sid: string,
  service: string,
  { partition, accountId, region, aliases, arns }: SecretKeyUse,
  context: { StringEquals?: Record<string, string[]>; StringLike?: Record<string, string[]> },
): Statement[] {
  if (aliases.length === 0 || arns.length === 0) return [];
  return [
    {
      Sid,
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: `arn:${partition}:kms:${region}:${accountId}:key/*`,
      Condition: {
        ...context,
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": aliases },
        StringEquals: { ...context.StringEquals, "kms:ViaService": viaService(service, partition, region) },
      },
    },
  ];
}
