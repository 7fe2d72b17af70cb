import { definitions, taskDefinition } from "../../containers";
import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

/**
 * Every container of a task writes its log somewhere.
 *
 * Service: ecs. Severity: medium. Topics: audit.
 */
export const ecsTaskKeepsItsLog: ResourceRule = {
  name: "ecs-task-keeps-its-log",
  description: "Every container of a task writes its log somewhere.",
  level: "mandatory",
  severity: "medium",
  service: "ecs",
  topics: ["audit"],
  frameworks: ["SecurityHub ECS.9"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-9",
  remedy: "Give each container a logConfiguration, such as awslogs with a log group of the stack.",
  unknowns: "Definitions that are unknown in a preview are judged in the update.",
  types: [taskDefinition],
  check({ props }, report) {
    const containers = definitions(props["containerDefinitions"]);
    if (isUnknown(containers)) report.undecided("containerDefinitions");
    for (const container of listOf(containers)) {
      const driver = at(container, "logConfiguration", "logDriver") ?? "none";
      if (driver === "none") report.violation(`Container ${String(at(container, "name"))} keeps no log.`);
    }
  },
};
