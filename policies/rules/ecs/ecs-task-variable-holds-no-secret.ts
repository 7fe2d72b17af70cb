import { definitions, taskDefinition } from "../../containers";
import type { ResourceRule } from "../../rule";
import { looksSecret } from "../../secrets";
import { at, isUnknown, listOf } from "../../values";

/**
 * No plain variable of a container holds a secret.
 *
 * A secret is recognised by the end of the variable's name (`..._TOKEN`, `DB_PASSWORD`) and by values that can be
 * nothing else. The message never shows the value.
 *
 * Service: ecs. Severity: critical. Topics: credentials.
 */
export const ecsTaskVariableHoldsNoSecret: ResourceRule = {
  name: "ecs-task-variable-holds-no-secret",
  description: "No plain variable of a container holds a secret.",
  level: "mandatory",
  severity: "critical",
  service: "ecs",
  topics: ["credentials"],
  frameworks: ["SecurityHub ECS.8"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8",
  remedy: "Keep the value in Secrets Manager or Parameter Store, and name it in secrets of the container.",
  unknowns: "Definitions that are unknown in a preview are judged in the update.",
  types: [taskDefinition],
  check({ props }, report) {
    const containers = definitions(props["containerDefinitions"]);
    if (isUnknown(containers)) report.undecided("containerDefinitions");
    for (const container of listOf(containers)) {
      for (const variable of listOf(at(container, "environment"))) {
        const name = String(at(variable, "name"));
        if (!looksSecret(name, at(variable, "value"))) continue;
        report.violation(
          `Variable ${name} of container ${String(at(container, "name"))} holds a secret in plain text.`,
        );
      }
    }
  },
};
