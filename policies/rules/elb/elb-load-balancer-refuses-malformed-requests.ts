import { balancers } from "../../balancers";
import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

/**
 * Application load balancers hand on no request that programs may understand in two ways.
 *
 * They drop headers with names that HTTP does not allow, and do more about ambiguous requests than to count them.
 *
 * Service: elb. Severity: medium. Topics: network.
 */
export const elbLoadBalancerRefusesMalformedRequests: ResourceRule = {
  name: "elb-load-balancer-refuses-malformed-requests",
  description: "Application load balancers hand on no request that programs may understand in two ways.",
  level: "mandatory",
  severity: "medium",
  service: "elb",
  topics: ["network"],
  frameworks: ["SecurityHub ELB.4", "SecurityHub ELB.12"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-4",
  remedy: "Set dropInvalidHeaderFields to true, and desyncMitigationMode to defensive or strictest.",
  unknowns: "An unknown setting is judged in the update.",
  types: balancers,
  check({ props }, report) {
    const { loadBalancerType: type = "application", dropInvalidHeaderFields: drop, desyncMitigationMode: mode } = props;
    if (type !== "application") return;
    if (isUnknown(drop)) report.undecided("dropInvalidHeaderFields");
    else if (drop !== true) report.violation("Headers with invalid names are handed on.");
    if (isUnknown(mode)) report.undecided("desyncMitigationMode");
    else if (mode === "monitor") report.violation("Ambiguous requests are handed on: desyncMitigationMode is monitor.");
  },
};
