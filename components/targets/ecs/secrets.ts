/** Secrets of containers, by ARN: ECS reads them when a task starts, and nothing of them is in the program. */
import type { SecretReference } from "../../../catalog/target-types";
import { type SecretPlace, secretArn } from "../secret-rights";

/**
 * What a container's `secrets` names: a parameter's ARN; a secret's, which Secrets Manager also knows without the six
 * characters that it adds itself, then the key of its JSON text and the version
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html).
 */
export function valueFrom(reference: SecretReference, place: SecretPlace): string {
  const arn = secretArn(reference, place);
  if ("parameter" in reference) return arn;
  const { jsonKey, versionStage } = reference;
  return jsonKey === undefined && versionStage === undefined ? arn : `${arn}:${jsonKey ?? ""}:${versionStage ?? ""}:`;
}
