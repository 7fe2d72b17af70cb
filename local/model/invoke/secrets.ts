/**
 * Secrets that people put into an account before the first deployment: the laptop cloud has one of every name, without
 * a value, as no program reads one.
 */
import { madeAt } from "../create/making";
import { letters } from "../ids";
import type { Place, Properties } from "../types";

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** What `aws.secretsmanager.getSecret` tells of a secret. */
export function secretNamed({ account, region, partition }: Place, name: string): Properties {
  // The service adds six characters that nobody can compute:
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
  const suffix = letters(`${account} ${region}`, name, 6, digits);
  const arn = `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}-${suffix}`;
  return {
    id: arn,
    arn,
    name,
    region,
    description: "",
    kmsKeyId: "",
    policy: "",
    type: "",
    tags: {},
    createdDate: madeAt,
    lastChangedDate: madeAt,
  };
}
