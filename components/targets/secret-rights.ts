/** Parameters and secrets of a task or a function: their ARNs, and the right to read them. */
import type { Statement } from "../../catalog/iam/document";
import { parameterKeys, secretKeys } from "../../catalog/iam/secret-keys";
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
    ...parameterKeys({ ...place, aliases: aliases(parameters), arns: parameterArns(parameters.filter(isEncrypted)) }),
    ...secretKeys({ ...place, aliases: aliases(secrets), arns: secretArns(secrets.filter(isEncrypted)) }),
  ];
}

function some(Sid: string, Action: string | string[], Resource: string[]): Statement[] {
  return Resource.length > 0 ? [{ Sid, Effect: "Allow", Action, Resource }] : [];
}

const isEncrypted = ({ key }: RuntimeSecret) => key !== undefined;
const aliases = (of: readonly RuntimeSecret[]) => sorted(of.flatMap(({ key }) => key ?? []));

function sorted(values: string[]): string[] {
  return [...new Set(values)].sort();
}
