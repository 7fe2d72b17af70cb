import { z } from "zod";
import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

const config = z.strictObject({
  minimum: z.int().min(7).max(30).default(14).describe("Fewest days between the order and the deletion"),
});

/**
 * A key whose deletion was ordered can be recalled for some weeks.
 *
 * What it encrypted is lost with it.
 *
 * Service: kms. Severity: medium. Topics: recovery, encryption.
 */
export const kmsKeyCanBeRecalled: ResourceRule<z.infer<typeof config>> = {
  name: "kms-key-can-be-recalled",
  description: "A key whose deletion was ordered can be recalled for some weeks.",
  level: "mandatory",
  severity: "medium",
  service: "kms",
  topics: ["recovery", "encryption"],
  source: "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
  remedy: "Set deletionWindowInDays to more days, or leave it out for 30.",
  unknowns: "An unknown setting is judged in the update.",
  config,
  types: ["aws:kms/key:Key"],
  check({ props }, report, { minimum }) {
    // AWS's default.
    const { deletionWindowInDays: days = 30 } = props;
    if (isUnknown(days)) report.undecided("deletionWindowInDays");
    else if (Number(days) < minimum) {
      report.violation(
        `The key is gone ${Number(days)} days after its deletion was ordered; at least ${minimum} are asked for.`,
      );
    }
  },
};
