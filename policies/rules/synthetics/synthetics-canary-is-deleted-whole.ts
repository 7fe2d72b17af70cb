import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

/**
 * With a canary go the function and the layers that Synthetics made for it.
 *
 * Else a function stays behind that runs with the canary's role and that no stack knows.
 *
 * Service: synthetics. Severity: low. Topics: least-privilege.
 */
export const syntheticsCanaryIsDeletedWhole: ResourceRule = {
  name: "synthetics-canary-is-deleted-whole",
  description: "With a canary go the function and the layers that Synthetics made for it.",
  level: "mandatory",
  severity: "low",
  service: "synthetics",
  topics: ["least-privilege"],
  source: "https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_DeleteCanary.html",
  remedy: "Set deleteLambda to true.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:synthetics/canary:Canary"],
  check({ props }, report) {
    const whole = props["deleteLambda"];
    if (isUnknown(whole)) report.undecided("deleteLambda");
    else if (whole !== true) report.violation("The canary leaves its function behind.");
  },
};
