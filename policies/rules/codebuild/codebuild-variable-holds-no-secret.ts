import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

const secretName =
  /(^|_)(SECRET(_?KEY)?|TOKEN|PASSWORD|PASSWD|PASSPHRASE|ACCESS_KEY(_ID)?|(API|PRIVATE|SSH)_?KEY|CREDENTIALS?)$/i;
/** Ids of access keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const secretValue = /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/**
 * No plain variable of a build holds a secret.
 *
 * A secret is recognised by the end of the variable's name (`..._TOKEN`, `AWS_SECRET_ACCESS_KEY`) and by values that
 * can be nothing else. The message never shows the value.
 *
 * Service: codebuild. Severity: critical. Topics: credentials, build.
 */
export const codebuildVariableHoldsNoSecret: ResourceRule = {
  name: "codebuild-variable-holds-no-secret",
  description: "No plain variable of a build holds a secret.",
  level: "mandatory",
  severity: "critical",
  service: "codebuild",
  topics: ["credentials", "build"],
  frameworks: ["SecurityHub CodeBuild.2"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-2",
  remedy:
    "Keep the value in Secrets Manager or Parameter Store, and give the variable that type and the secret's name.",
  unknowns: "A variable of unknown name or type is judged in the update; an unknown value is judged by its name.",
  types: ["aws:codebuild/project:Project"],
  check({ props }, report) {
    const variables = at(props["environment"], "environmentVariables");
    if ([props["environment"], variables].some(isUnknown)) report.undecided("environment.environmentVariables");
    for (const variable of listOf(variables)) {
      const name = at(variable, "name");
      const type = at(variable, "type") ?? "PLAINTEXT";
      if (isUnknown(name) || isUnknown(type)) report.undecided("environment.environmentVariables");
      else if (type === "PLAINTEXT" && looksSecret(String(name), at(variable, "value"))) {
        report.violation(`Variable ${String(name)} holds a secret in plain text.`);
      }
    }
  },
};

function looksSecret(name: string, value: unknown): boolean {
  return secretName.test(name) || (typeof value === "string" && secretValue.test(value));
}
