/** Parameters and secrets of a task or a function: their ARNs, and the right to read them. */
import type { ConditionBlock, Statement } from "../../catalog/iam/document";
import { viaService } from "../../catalog/iam/services";
import type { RuntimeSecret, SecretReference } from "../../catalog/target-types";
import type { Environment } from "../../catalog/types";

export type SecretPlace = Pick<Environment, "partition" | "accountId" | "region">;

/** Of a secret without the hyphen and six characters that Secrets Manager adds to its name. */
export function secretArn(reference: SecretReference, { partition, accountId, region }: SecretPlace): string {
  if ("parameter" in reference) {
    return `arn:${partition}:ssm:${region}:${accountId}:parameter/${reference.parameter.replace(/^\//, "")}`;
  }
  return `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${reference.secret}`;
}

/** `parameterAction`: what parameters are read with. AWS's own keys ask for no right. */
export function secretStatements(
  references: readonly RuntimeSecret[],
  place: SecretPlace,
  parameterAction: string | string[],
): Statement[] {
  const parameters = references.filter((each) => "parameter" in each);
  const secrets = references.filter((each) => "secret" in each);
  const secretArns = (of: readonly RuntimeSecret[]) => sorted(of.map((each) => `${secretArn(each, place)}-??????`));
  const parameterArns = (of: readonly RuntimeSecret[]) => sorted(of.map((each) => secretArn(each, place)));
  return [
    ...some("Parameters", parameterAction, parameterArns(parameters)),
    ...some("Secrets", "secretsmanager:GetSecretValue", secretArns(secrets)),
    // https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
    ...keys("ParameterKeys", "ssm", place, parameters, (of) => ({
      StringEquals: { "kms:EncryptionContext:PARAMETER_ARN": parameterArns(of) },
    })),
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
    ...keys("SecretKeys", "secretsmanager", place, secrets, (of) => ({
      StringLike: { "kms:EncryptionContext:SecretARN": secretArns(of) },
    })),
  ];
}

function some(Sid: string, Action: string | string[], Resource: string[]): Statement[] {
  return Resource.length > 0 ? [{ Sid, Effect: "Allow", Action, Resource }] : [];
}

/** The customer keys by their aliases, as ids cannot be computed: through the service, and for what is read only. */
function keys(
  Sid: string,
  service: string,
  place: SecretPlace,
  references: readonly RuntimeSecret[],
  only: (references: readonly RuntimeSecret[]) => ConditionBlock,
): Statement[] {
  const { partition, accountId, region } = place;
  const encrypted = references.filter(({ key }) => key !== undefined);
  if (encrypted.length === 0) return [];
  const context = only(encrypted);
  return [
    {
      Sid,
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: `arn:${partition}:kms:${region}:${accountId}:key/*`,
      Condition: {
        ...context,
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": sorted(encrypted.map(({ key }) => key!)) },
        StringEquals: { ...context["StringEquals"], "kms:ViaService": viaService(service, partition, region) },
      },
    },
  ];
}

function sorted(values: string[]): string[] {
  return [...new Set(values)].sort();
}
