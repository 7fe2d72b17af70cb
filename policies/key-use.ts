/** Use of keys, directly or through the services that keep what the keys encrypt. */
import { covers, type FoundStatement } from "./documents";

const uses = ["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom"];

/** The uses of a key that a statement allows by name; actions by wildcard are other rules' facts. */
export function usesOfKeys({ effect, otherActions, actions }: FoundStatement): string[] {
  if (effect !== "Allow" || otherActions) return [];
  const named = actions.filter((action) => /^kms:[a-z]/i.test(action));
  return uses.filter((use) => named.some((action) => covers(action, use)));
}

/**
 * Whether a statement is for a caller that works with the key itself: such a one may look at the key as well. Who
 * has a service decrypt for him never needs to.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
 */
export function worksWithKeyItself({ actions }: FoundStatement): boolean {
  return actions.some((action) => covers(action, "kms:DescribeKey"));
}

export const secretsOfPulumi = ["alias/*/state/*/*"];
