/** Secrets of containers, by ARN: ECS reads them when a task starts, and nothing of them is in the program. */
import type { EcsContainer, SecretReference } from "../../../catalog/target-types";
import type { Environment } from "../../../catalog/types";

type Place = Pick<Environment, "partition" | "accountId" | "region">;

function arnOf(reference: SecretReference, { partition, accountId, region }: Place): string {
  if ("parameter" in reference) {
    return `arn:${partition}:ssm:${region}:${accountId}:parameter/${reference.parameter.replace(/^\//, "")}`;
  }
  return `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${reference.secret}`;
}

/**
 * What a container's `secrets` names: a parameter's ARN; a secret's, which Secrets Manager also knows without the six
 * characters that it adds itself, then the key of its JSON text and the version
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html).
 */
export function valueFrom(reference: SecretReference, place: Place): string {
  const arn = arnOf(reference, place);
  if ("parameter" in reference) return arn;
  const { jsonKey, versionStage } = reference;
  return jsonKey === undefined && versionStage === undefined ? arn : `${arn}:${jsonKey ?? ""}:${versionStage ?? ""}:`;
}

/** ARNs that the containers name, each once; those of secrets without their last six characters. */
export function secretArns(containers: readonly EcsContainer[], place: Place) {
  const references = containers.flatMap(({ secrets }) => Object.values(secrets));
  const arns = (kind: "parameter" | "secret") =>
    [...new Set(references.filter((each) => kind in each).map((each) => arnOf(each, place)))].sort();
  return { parameters: arns("parameter"), secrets: arns("secret") };
}
