import type { ResourceRule } from "../../rule";
import { service } from "../../services";
import { at, isUnknown } from "../../values";

/**
 * Tasks of services have no public address.
 *
 * Service: ecs. Severity: high. Topics: public-access, network.
 */
export const ecsServiceHasNoPublicAddress: ResourceRule = {
  name: "ecs-service-has-no-public-address",
  description: "Tasks of services have no public address.",
  level: "mandatory",
  severity: "high",
  service: "ecs",
  topics: ["public-access", "network"],
  frameworks: ["SecurityHub ECS.2"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2",
  remedy: "Set assignPublicIp to false, and put a load balancer before the service.",
  unknowns: "An unknown setting is judged in the update.",
  types: [service],
  check({ props }, report) {
    const network = props["networkConfiguration"];
    const address = at(network, "assignPublicIp");
    if ([network, address].some(isUnknown)) report.undecided("networkConfiguration.assignPublicIp");
    else if (address === true) report.violation("Each task of the service gets a public address.");
  },
};
