import type { ResourceRule } from "../../rule";
import { service } from "../../services";
import { isProduction, isUnknown, tagsOf } from "../../values";

/**
 * Nobody can open a shell in a task of production.
 *
 * Production is recognised by tags.
 *
 * Service: ecs. Severity: high. Topics: production, privilege-escalation.
 */
export const ecsServiceRefusesShellsInProduction: ResourceRule = {
  name: "ecs-service-refuses-shells-in-production",
  description: "Nobody can open a shell in a task of production.",
  level: "mandatory",
  severity: "high",
  service: "ecs",
  topics: ["production", "privilege-escalation"],
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
  remedy: "Set enableExecuteCommand to false.",
  unknowns: "An unknown setting is judged in the update.",
  types: [service],
  check({ props }, report) {
    if (!isProduction(tagsOf(props))) return;
    const shells = props["enableExecuteCommand"];
    if (isUnknown(shells)) report.undecided("enableExecuteCommand");
    else if (shells === true) report.violation("ECS Exec opens shells in tasks of production.");
  },
};
