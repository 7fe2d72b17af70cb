import type { ResourceRule } from "../../rule";
import { isDeployedByEcs, service } from "../../services";
import { at, isUnknown } from "../../values";

/**
 * A deployment of ECS whose tasks do not get healthy is stopped and undone.
 *
 * Services that CodeDeploy or another controller deploys have it there.
 *
 * Service: ecs. Severity: high. Topics: rollback, release-safety.
 */
export const ecsServiceRollsBack: ResourceRule = {
  name: "ecs-service-rolls-back",
  description: "A deployment of ECS whose tasks do not get healthy is stopped and undone.",
  level: "mandatory",
  severity: "high",
  service: "ecs",
  topics: ["rollback", "release-safety"],
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
  remedy: "Set deploymentCircuitBreaker with enable and rollback true.",
  unknowns: "An unknown setting is judged in the update.",
  types: [service],
  check({ props }, report) {
    if (!isDeployedByEcs(props)) return;
    const breaker = props["deploymentCircuitBreaker"];
    if ([breaker, at(breaker, "enable"), at(breaker, "rollback")].some(isUnknown)) {
      report.undecided("deploymentCircuitBreaker");
    } else if (at(breaker, "enable") !== true) {
      report.violation("A deployment whose tasks fail is tried for ever: deploymentCircuitBreaker.enable is not true.");
    } else if (at(breaker, "rollback") !== true) {
      report.violation("A deployment that fails stays as it is: deploymentCircuitBreaker.rollback is not true.");
    }
  },
};
