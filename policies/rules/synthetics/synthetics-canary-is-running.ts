import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

/**
 * Canaries run: one that was never started finds nothing.
 *
 * Service: synthetics. Severity: medium. Topics: production.
 */
export const syntheticsCanaryIsRunning: ResourceRule = {
  name: "synthetics-canary-is-running",
  description: "Canaries run: one that was never started finds nothing.",
  level: "mandatory",
  severity: "medium",
  service: "synthetics",
  topics: ["production"],
  source: "https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_StartCanary.html",
  remedy: "Set startCanary to true.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:synthetics/canary:Canary"],
  check({ props }, report) {
    const started = props["startCanary"];
    if (isUnknown(started)) report.undecided("startCanary");
    else if (started !== true) report.violation("The canary is not started.");
  },
};
