import { z } from "zod";
import { touchesNamed } from "../../actions";
import { narrows } from "../../conditions";
import { type FoundStatement, identityStatements, identityTypes, place } from "../../documents";
import { matches } from "../../patterns";
import type { ResourceRule } from "../../rule";

const config = z.strictObject({
  buckets: z.array(z.string()).default([]).describe("Buckets, * for any characters, that may belong to other accounts"),
  except: z
    .array(z.string())
    .default(["*-boundary"])
    .describe("Names of policies, * for any characters, that are not judged: boundaries grant nothing"),
});

/**
 * Whoever may read or write a bucket whose name does not contain an account's id may do so in named accounts only.
 *
 * Names of buckets are free to take for everyone, so what has the name may be somebody else's.
 *
 * Service: iam. Severity: medium. Topics: least-privilege, cross-account.
 */
export const iamStatementNamesBucketOwner: ResourceRule<z.infer<typeof config>> = {
  name: "iam-statement-names-bucket-owner",
  description:
    "Whoever may read or write a bucket whose name does not contain an account's id may do so in named accounts only.",
  level: "mandatory",
  severity: "medium",
  service: "iam",
  topics: ["least-privilege", "cross-account"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html",
  remedy: "Add StringEquals aws:ResourceAccount or aws:ResourceOrgID.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  config,
  types: identityTypes,
  check(resource, report, { buckets, except }) {
    if (except.some((pattern) => matches(pattern, String(resource.props["name"])))) return;
    for (const statement of identityStatements(resource, report).filter(reachesObjects)) {
      if (narrows(statement, "aws:resourceaccount") || narrows(statement, "aws:resourceorgid")) continue;
      const free = statement.resources.filter((arn) => isFree(arn, buckets));
      if (free.length > 0) report.violation(`${place(statement)} reaches ${free.join(", ")} in any account.`);
    }
  },
};

function reachesObjects({ effect, otherActions, actions }: FoundStatement): boolean {
  return effect === "Allow" && !otherActions && actions.some((action) => /^s3:/i.test(action) && touchesNamed(action));
}

/** A bucket that is not named at all is the fact of another rule. */
function isFree(arn: string, buckets: readonly string[]): boolean {
  const [, bucket = ""] = /^arn:[^:]*:s3:::([^/]+)/.exec(arn) ?? [];
  return /[^*]/.test(bucket) && !/\d{12}/.test(bucket) && !buckets.some((pattern) => matches(pattern, bucket));
}
