import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

/**
 * Clusters collect the figures of their services and tasks.
 *
 * Container Insights counts as on with `enabled` and with `enhanced`.
 *
 * Service: ecs. Severity: medium. Topics: audit, alarms.
 */
export const ecsClusterHasContainerInsights: ResourceRule = {
  name: "ecs-cluster-has-container-insights",
  description: "Clusters collect the figures of their services and tasks.",
  level: "mandatory",
  severity: "medium",
  service: "ecs",
  topics: ["audit", "alarms"],
  frameworks: ["SecurityHub ECS.12"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-12",
  remedy: "Set containerInsights to enabled or enhanced in the settings of the cluster.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:ecs/cluster:Cluster"],
  check({ props }, report) {
    const settings = props["settings"];
    const insights = listOf(settings).find((each) => at(each, "name") === "containerInsights");
    const value = at(insights, "value");
    if ([settings, value].some(isUnknown)) report.undecided("settings");
    else if (!["enabled", "enhanced"].includes(String(value))) report.violation("Container Insights is not on.");
  },
};
