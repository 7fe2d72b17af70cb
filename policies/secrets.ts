/** What a plain variable shows to be a secret. */
import type { Value } from "./values";

const secretName =
  /(^|_)(SECRET(_?KEY)?|TOKEN|PASSWORD|PASSWD|PASSPHRASE|ACCESS_KEY(_ID)?|(API|PRIVATE|SSH)_?KEY|CREDENTIALS?)$/i;
/** Ids of access keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const secretValue = /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** By the name of the variable, or by its value. */
export function looksSecret(name: string, value: Value | undefined): boolean {
  return secretName.test(name) || isSecret(value);
}

/** Values that can be nothing else. */
export function isSecret(value: Value | undefined): boolean {
  return typeof value === "string" && secretValue.test(value);
}
