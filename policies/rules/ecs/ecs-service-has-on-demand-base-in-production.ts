import type { ResourceRule } from "../../rule";
import { service } from "../../services";
import { at, isProduction, isUnknown, listOf, tagsOf, type Value } from "../../values";

/**
 * In production a service that uses FARGATE_SPOT has a base beside it.
 *
 * AWS takes Spot capacity back at any time. Production is recognised by tags; every other provider counts as steady.
 *
 * Service: ecs. Severity: high. Topics: production, release-safety.
 */
export const ecsServiceHasOnDemandBaseInProduction: ResourceRule = {
  name: "ecs-service-has-on-demand-base-in-production",
  description: "In production a service that uses FARGATE_SPOT has a base beside it.",
  level: "mandatory",
  severity: "high",
  service: "ecs",
  topics: ["production", "release-safety"],
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
  remedy: "Give a provider beside FARGATE_SPOT a base of at least 1.",
  unknowns:
    "Unknown strategies are judged in the update; an unknown provider counts as steady, an unknown base as one.",
  types: [service],
  check({ props }, report) {
    if (!isProduction(tagsOf(props))) return;
    const strategies = props["capacityProviderStrategies"];
    if (isUnknown(strategies)) report.undecided("capacityProviderStrategies");
    const isSpot = (each: Value) => at(each, "capacityProvider") === "FARGATE_SPOT";
    const all = listOf(strategies);
    if (!all.some(isSpot) || all.some((each) => !isSpot(each) && hasBase(each))) return;
    report.violation("Every task of the service may be on FARGATE_SPOT at once.");
  },
};

function hasBase(strategy: Value): boolean {
  const base = at(strategy, "base");
  return isUnknown(base) || Number(base ?? 0) >= 1;
}
