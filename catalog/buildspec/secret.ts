/** Names that speak of a secret. */

const words = new Set([
  "token",
  "password",
  "passwd",
  "passphrase",
  "secret",
  "secrets",
  "pat",
  "key",
  "apikey",
  "credential",
  "credentials",
]);

/** A last word that says the value is only about a secret: where it lies, what it is called. */
const about = new Set(["arn", "alias", "name", "path", "file", "url", "uri", "ttl", "length", "region", "version"]);

/**
 * Whether a variable in plain text looks like a secret by its name: `GITHUB_TOKEN`, `dbPassword`, `PAT`. Not when the
 * value is empty, an ARN or an alias, nor for a public key or a cache's.
 */
export function looksSecret(name: string, value: string): boolean {
  if (value === "" || /^(arn:[\w-]+:|alias\/)/.test(value)) return false;
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  if (about.has(parts.at(-1)!)) return false;
  return parts.some(
    (part, index) =>
      words.has(part) && !(part === "key" && /^(public|cache|sort|partition|primary)$/.test(parts[index - 1] ?? "")),
  );
}
