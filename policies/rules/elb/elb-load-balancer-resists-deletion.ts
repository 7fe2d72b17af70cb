import { balancers } from "../../balancers";
import type { ResourceRule } from "../../rule";
import { isProduction, isUnknown, tagsOf } from "../../values";

/**
 * Load balancers of production refuse to be deleted, by whatever tool, and Pulumi leaves them out of a destroy.
 *
 * Without the resource option `protect` a destroy would fail in the middle. Production is recognised by tags.
 *
 * Service: elb. Severity: medium. Topics: recovery, production.
 */
export const elbLoadBalancerResistsDeletion: ResourceRule = {
  name: "elb-load-balancer-resists-deletion",
  description:
    "Load balancers of production refuse to be deleted, by whatever tool, and Pulumi leaves them out of a destroy.",
  level: "mandatory",
  severity: "medium",
  service: "elb",
  topics: ["recovery", "production"],
  frameworks: ["SecurityHub ELB.6"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-6",
  remedy: "Set enableDeletionProtection to true, and the resource option protect.",
  unknowns: "An unknown setting is judged in the update.",
  types: balancers,
  check({ props, protect }, report) {
    if (!isProduction(tagsOf(props))) return;
    if (!protect) report.violation("Nothing keeps Pulumi from deleting it.");
    const protection = props["enableDeletionProtection"];
    if (isUnknown(protection)) report.undecided("enableDeletionProtection");
    else if (protection !== true) report.violation("enableDeletionProtection is not true.");
  },
};
