import type { ResourceRule } from "../../rule";
import { looksSecret } from "../../secrets";
import { at, isUnknown, listOf } from "../../values";

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
