import { z } from "zod";
import { role } from "../../documents";
import type { ResourceRule } from "../../rule";
import { isUnknown } from "../../values";

const config = z.strictObject({
  seconds: z.int().min(3600).max(43_200).default(14_400).describe("Longest session that a role may allow"),
});

/**
 * Sessions of a role end within hours.
 *
 * What was granted to a session stays until it ends.
 *
 * Service: iam. Severity: low. Topics: credentials.
 */
export const iamRoleBoundsItsSessions: ResourceRule<z.infer<typeof config>> = {
  name: "iam-role-bounds-its-sessions",
  description: "Sessions of a role end within hours.",
  level: "mandatory",
  severity: "low",
  service: "iam",
  topics: ["credentials"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html",
  remedy: "Set maxSessionDuration to fewer seconds.",
  unknowns: "An unknown setting is judged in the update.",
  config,
  types: [role],
  check({ props }, report, { seconds }) {
    const { maxSessionDuration: duration = 3600 } = props;
    if (isUnknown(duration)) report.undecided("maxSessionDuration");
    else if (Number(duration) > seconds)
      report.violation(`A session may last ${Number(duration)} seconds; at most ${seconds} are allowed.`);
  },
};
