/** Refuses engine configuration that says something else than the catalog's files, which are the truth. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** Configuration that the engine read from the catalog's own files for a stack, with full keys. */
export function configurationOfFiles(directory: string, project: string, stack: string): Record<string, unknown> {
  return {
    ...section(join(directory, "Pulumi.yaml"), project),
    ...section(join(directory, `Pulumi.${stack}.yaml`), project),
  };
}

/**
 * Throws with every engine value that the files do not have. The engine's own settings, `pulumi:`, are not compared.
 * A value that the engine gives is never repeated: it may be a secret that it decrypted, and errors stand in logs.
 */
export function refuseOtherConfiguration(files: Record<string, unknown>, engine: Record<string, string>): void {
  const differing = Object.entries(engine)
    .filter(([key]) => !key.startsWith("pulumi:"))
    .filter(([key, value]) => !(key in files) || canonical(files[key]) !== canonical(decode(value)))
    .map(([key]) => `  - ${key} ${key in files ? `is ${JSON.stringify(files[key])} in the files` : "is in no file"}`);
  if (differing.length === 0) return;
  throw new Error(
    `The engine's configuration differs from the catalog's files:\n${differing.join("\n")}\n` +
      "Write the value into its file (`slipway catalog check` names them all) instead of `pulumi config set`.",
  );
}

function section(file: string, project: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  const config = (parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> } | null)?.config ?? {};
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, projectValue(value)]),
  );
}

/** Project configuration may wrap a value as `{ value: ... }` or `{ type: ..., default: ... }`. */
function projectValue(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  const wrapped = value as { value?: unknown; default?: unknown };
  if (keys.length === 1 && keys[0] === "value") return wrapped.value;
  if (keys.includes("default") && keys.every((key) => ["type", "default", "description", "secret"].includes(key))) {
    return wrapped.default;
  }
  return value;
}

function decode(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Text that is equal for equal values; the engine writes scalars as text, so they are compared as text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(String(value));
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
