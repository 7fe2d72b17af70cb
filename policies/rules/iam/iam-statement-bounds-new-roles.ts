import { covers, type FoundStatement, identityStatements, identityTypes, place } from "../../documents";
import { pins } from "../../principals";
import type { ResourceRule } from "../../rule";

/** Actions that make an identity or give it rights, and take the boundary as a condition. */
const makes = ["iam:CreateRole", "iam:CreateUser", "iam:AttachRolePolicy", "iam:PutRolePolicy"];
const links = "iam:CreateServiceLinkedRole";

/**
 * Whoever may make roles or give them rights may do so within a boundary only, and linked roles for named services only.
 *
 * Without the condition `iam:PermissionsBoundary` such a right is the right to everything.
 *
 * Service: iam. Severity: critical. Topics: least-privilege, privilege-escalation.
 */
export const iamStatementBoundsNewRoles: ResourceRule = {
  name: "iam-statement-bounds-new-roles",
  description:
    "Whoever may make roles or give them rights may do so within a boundary only, and linked roles for named services only.",
  level: "mandatory",
  severity: "critical",
  service: "iam",
  topics: ["least-privilege", "privilege-escalation"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  remedy: "Add StringEquals iam:PermissionsBoundary, and iam:AWSServiceName for service-linked roles.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  types: identityTypes,
  check(resource, report) {
    for (const statement of identityStatements(resource, report).filter(({ effect }) => effect === "Allow")) {
      const made = makes.filter((action) => allows(statement, action));
      if (made.length > 0 && !isPinned(statement, "iam:permissionsboundary")) {
        report.violation(`${place(statement)} allows ${made.join(", ")} without a boundary.`);
      }
      if (allows(statement, links) && !isPinned(statement, "iam:awsservicename"))
        report.violation(`${place(statement)} allows ${links} for any service.`);
    }
  },
};

/** Actions by wildcard on every resource are another rule's fact. */
function allows({ actions, otherActions }: FoundStatement, wanted: string): boolean {
  return !otherActions && actions.some((action) => /^iam:/i.test(action) && covers(action, wanted));
}

function isPinned({ conditions }: FoundStatement, key: string): boolean {
  return conditions.some((each) => each.key === key && pins(each));
}
