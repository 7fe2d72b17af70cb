import { z } from "zod";
import { isEveryOfType, tags } from "../../actions";
import { asksNull, hasTag, narrows } from "../../conditions";
import { type FoundStatement, identityStatements, identityTypes, place } from "../../documents";
import { matches } from "../../patterns";
import type { ResourceRule } from "../../rule";

const config = z.strictObject({
  anyOf: z
    .array(z.string())
    .default(["*:security-group-rule/*"])
    .describe("Resources, * for any characters, that may be tagged without a condition"),
});

/**
 * Where rights go by tags, whoever may tag every resource of a type may tag only new ones, or his own.
 *
 * Else he makes the resources of others his own. New is what the request makes (`ec2:CreateAction`), a key that
 * has no alias yet, or what has no tag yet (`Null` of `aws:ResourceTag`), as what EC2 makes by itself; his own is what
 * has a tag already (`aws:ResourceTag`).
 *
 * Service: iam. Severity: high. Topics: least-privilege, privilege-escalation.
 */
export const iamStatementBoundsTagging: ResourceRule<z.infer<typeof config>> = {
  name: "iam-statement-bounds-tagging",
  description: "Where rights go by tags, whoever may tag every resource of a type may tag only new ones, or his own.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["least-privilege", "privilege-escalation"],
  source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html",
  remedy: "Add a condition on aws:ResourceTag, on ec2:CreateAction, or for new keys Null kms:ResourceAliases.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  config,
  types: identityTypes,
  check(resource, report, { anyOf }) {
    for (const statement of identityStatements(resource, report).filter(({ effect }) => effect === "Allow")) {
      const every = statement.resources.find(
        (arn) => isEveryOfType(arn) && !anyOf.some((pattern) => matches(pattern, arn)),
      );
      const tagging = statement.actions.filter((action) => tags(action) && /^(ec2|kms):/i.test(action));
      if (!every || tagging.length === 0 || statement.otherActions || isNewOrOwn(statement)) continue;
      report.violation(`${place(statement)} allows ${tagging.join(", ")} on ${every}.`);
    }
  },
};

function isNewOrOwn(statement: FoundStatement): boolean {
  const ofNetwork = statement.actions.every((action) => /^ec2:/i.test(action));
  if (narrows(statement, "aws:resourcetag/*") || (ofNetwork && (hasTag(statement) || asksUntagged(statement)))) {
    return true;
  }
  if (narrows(statement, "ec2:createaction") || asksNull(statement, "ec2:createaction", "false")) return true;
  // What is not tagged yet is nobody's.
  if (
    statement.conditions.some((each) => /^aws:resourcetag\//.test(each.key) && asksNull(statement, each.key, "true"))
  ) {
    return true;
  }
  // A new key has no alias; and what it is tagged with must be given.
  return asksNull(statement, "kms:resourcealiases", "true") && narrows(statement, "aws:requesttag/*");
}

function asksUntagged({ conditions }: FoundStatement): boolean {
  return conditions.some(
    ({ operator, key, values }) => operator === "Null" && key.startsWith("aws:resourcetag/") && values.includes("true"),
  );
}
