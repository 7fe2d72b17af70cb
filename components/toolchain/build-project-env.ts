/** A build's variables: as CodeBuild takes them, and what is wrong with them. */
import type * as aws from "@pulumi/aws";
import { looksSecret } from "../../catalog/buildspec/secret";
import type { BuildVariable } from "../../catalog/service-types";
import type { Finding } from "../problems";

type EnvironmentVariable = aws.types.input.codebuild.ProjectEnvironmentEnvironmentVariable;

/** Variables in the order of their names, so that the order in a file changes nothing. */
export function environmentVariables(env: Record<string, BuildVariable>): EnvironmentVariable[] {
  return Object.entries(env)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, variable]) => {
      if ("parameter" in variable) return { name, type: "PARAMETER_STORE", value: variable.parameter };
      if ("secret" in variable) return { name, type: "SECRETS_MANAGER", value: secretReference(variable) };
      return { name, type: "PLAINTEXT", value: variable.value };
    });
}

/**
 * `<secret>:<json key>:<version stage>`, as far as it is given
 * (https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager).
 */
function secretReference({ secret, jsonKey, versionStage }: Extract<BuildVariable, { secret: string }>): string {
  if (versionStage) return `${secret}:${jsonKey ?? ""}:${versionStage}`;
  return jsonKey ? `${secret}:${jsonKey}` : secret;
}

export function environmentFindings(env: Record<string, BuildVariable>): Finding[] {
  return Object.entries(env).flatMap(([name, variable]) => {
    const property = `env.${name}`;
    const found: Finding[] = [];
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      found.push({ property, value: name, reason: "must be named by letters, digits and _, not a digit first" });
    }
    // CodeBuild reserves the first (https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html);
    // the second would change who a build is, or where.
    if (/^(CODEBUILD|AWS)_/i.test(name)) {
      found.push({ property, value: name, reason: "must not begin with CODEBUILD_ or AWS_, which are reserved" });
    }
    if ("value" in variable && looksSecret(name, variable.value)) {
      // The value itself is never shown.
      const reason = "is named like a secret, and plain text is seen in the console: give { secret } or { parameter }";
      found.push({ property, value: name, reason });
    }
    if ("parameter" in variable && !/^\/[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/.test(variable.parameter)) {
      const reason = "must be a parameter's full path, such as /acme/orders/url";
      found.push({ property: `${property}.parameter`, value: variable.parameter, reason });
    }
    if ("secret" in variable) found.push(...secretFindings(property, variable));
    return found;
  });
}

/** A colon would move what follows it to another part of the reference. */
function secretFindings(property: string, variable: Extract<BuildVariable, { secret: string }>): Finding[] {
  const { secret, jsonKey, versionStage } = variable;
  const found: Finding[] = [];
  if (!/^[A-Za-z0-9/_+=.@-]+$/.test(secret)) {
    found.push({ property: `${property}.secret`, value: secret, reason: "must be a secret's name, not its ARN" });
  }
  for (const [part, value] of Object.entries({ jsonKey, versionStage })) {
    if (value !== undefined && (value === "" || value.includes(":"))) {
      found.push({ property: `${property}.${part}`, value, reason: "must not be empty, nor hold a colon" });
    }
  }
  return found;
}
