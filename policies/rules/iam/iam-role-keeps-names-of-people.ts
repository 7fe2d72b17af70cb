import { z } from "zod";
import { type FoundStatement, place, role, trustStatements } from "../../documents";
import { matches } from "../../patterns";
import { pins } from "../../principals";
import type { ResourceRule } from "../../rule";

const config = z.strictObject({
  people: z
    .array(z.string())
    .default(["*:role/aws-reserved/sso.amazonaws.com/*"])
    .describe("Roles that people sign in with, by patterns of their ARNs"),
  roles: z
    .array(z.string())
    .default(["*-developer", "*-operator", "*-break-glass"])
    .describe("Roles that only people enter, by patterns of their names"),
});

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
const sessionName = "*:${sts:RoleSessionName}";

/**
 * People who enter a role keep the name that they signed in with.
 *
 * Whoever assumes a role chooses the name of the session, by which approvers and records know a person. A condition
 * on `aws:userid` makes it the name of the own session; one on `sts:RoleSessionName` gives it.
 *
 * Service: iam. Severity: high. Topics: trust, audit.
 */
export const iamRoleKeepsNamesOfPeople: ResourceRule<z.infer<typeof config>> = {
  name: "iam-role-keeps-names-of-people",
  description: "People who enter a role keep the name that they signed in with.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["trust", "audit"],
  source:
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_rolesessionname",
  remedy: `Add StringLike aws:userid ${sessionName} to the trust policy.`,
  unknowns: "A document that is unknown in a preview is judged in the update.",
  config,
  types: [role],
  check(resource, report, { people, roles }) {
    const all = roles.some((pattern) => matches(pattern, String(resource.props["name"])));
    for (const statement of trustStatements(resource, report).filter(({ effect }) => effect === "Allow")) {
      const callers = callersOf(statement);
      const named = all ? callers.at(-1) : callers.find((arn) => people.some((pattern) => matches(pattern, arn)));
      if (named === undefined || keepsName(statement)) continue;
      report.violation(`${place(statement)} lets ${named} in under any name.`);
    }
  },
};

function callersOf({ principals, conditions }: FoundStatement): string[] {
  const conditioned = conditions.filter(({ key }) => key === "aws:principalarn").flatMap(({ values }) => values);
  return [...(principals["AWS"] ?? []), ...conditioned];
}

function keepsName({ conditions }: FoundStatement): boolean {
  return conditions.some(({ operator, key, values }) => {
    if (key === "sts:rolesessionname") return pins({ operator, key, values });
    return key === "aws:userid" && operator === "StringLike" && values.every((value) => value === sessionName);
  });
}
