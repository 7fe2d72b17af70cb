import { z } from "zod";
import { covers, type FoundStatement, identityStatements, place } from "../../documents";
import { matches } from "../../patterns";
import type { ResourceRule } from "../../rule";

const config = z.strictObject({
  boundaries: z.array(z.string()).default(["*-boundary"]).describe("Names of boundaries, * for any characters"),
});

/**
 * A boundary that allows buckets by the beginning of their names denies those of state.
 *
 * State holds what every stack is made of. A bucket of state has `state` as a word of its name.
 *
 * Service: iam. Severity: high. Topics: least-privilege, recovery.
 */
export const iamBoundaryRefusesState: ResourceRule<z.infer<typeof config>> = {
  name: "iam-boundary-refuses-state",
  description: "A boundary that allows buckets by the beginning of their names denies those of state.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["least-privilege", "recovery"],
  source: "https://www.pulumi.com/docs/iac/concepts/state-and-backends/",
  remedy: "Deny s3:* on the buckets of state in the boundary.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  config,
  types: ["aws:iam/policy:Policy"],
  check(resource, report, { boundaries }) {
    if (!boundaries.some((pattern) => matches(pattern, String(resource.props["name"])))) return;
    const all = identityStatements(resource, report);
    const denied = all.some(
      ({ effect, actions, resources, conditions }) =>
        effect === "Deny" &&
        conditions.length === 0 &&
        actions.some((action) => covers(action, "s3:GetObject")) &&
        resources.some((arn) => /:s3:::.*\bstate\b/.test(arn)),
    );
    for (const statement of denied ? [] : all.filter(reachesState)) {
      report.violation(`${place(statement)} allows buckets of state as well.`);
    }
  },
};

/** Bucket patterns with nothing after the first wildcard match any name that begins so. */
function reachesState({ effect, actions, resources }: FoundStatement): boolean {
  return (
    effect === "Allow" &&
    actions.some((action) => /^s3:/i.test(action)) &&
    resources.some((arn) => /^arn:[^:]*:s3:::[^/*]*-\*(\/|$)/.test(arn) && !/:s3:::(aws|amazon)-/.test(arn))
  );
}
