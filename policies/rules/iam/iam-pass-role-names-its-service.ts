import { covers, type FoundStatement, identityStatements, identityTypes, place } from "../../documents";
import type { ResourceRule } from "../../rule";

const connections = ["codeconnections:PassConnection", "codestar-connections:PassConnection"];

/**
 * Every right to pass a role names the roles, and the service that it is passed to.
 *
 * So does the right to pass a connection to a source of code.
 *
 * Service: iam. Severity: high. Topics: least-privilege, privilege-escalation.
 */
export const iamPassRoleNamesItsService: ResourceRule = {
  name: "iam-pass-role-names-its-service",
  formerly: "pass-role-names-its-service",
  description: "Every right to pass a role names the roles, and the service that it is passed to.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["least-privilege", "privilege-escalation"],
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  remedy: "Allow iam:PassRole on role ARNs under the condition StringEquals iam:PassedToService.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  types: identityTypes,
  check(resource, report) {
    const all = identityStatements(resource, report);
    for (const statement of all.filter((each) => each.effect === "Allow" && !each.otherActions)) {
      for (const action of connections.filter((each) => statement.actions.some((one) => covers(one, each)))) {
        const key = `${action.split(":")[0]}:passedtoservice`;
        // Actions by wildcard are another rule's fact.
        if (!statement.actions.includes(action) || namesService(statement, key)) continue;
        report.violation(`${place(statement)} allows ${action} without naming a service in ${key}.`);
      }
    }
    for (const statement of all.filter(passesRoles)) {
      const where = place(statement);
      if (!namesService(statement, "iam:passedtoservice")) {
        report.violation(`${where} allows iam:PassRole without naming a service in iam:PassedToService.`);
      }
      const wild = statement.otherResources ? "all but a few roles" : statement.resources.find(everyRole);
      if (wild) report.violation(`${where} allows iam:PassRole on ${wild}.`);
    }
  },
};

function passesRoles({ effect, otherActions, actions }: FoundStatement): boolean {
  return effect === "Allow" && actions.some((action) => covers(action, "iam:PassRole")) !== otherActions;
}

/** `...IfExists` and `ForAllValues` hold when the key is absent, so they name nothing. */
function namesService({ conditions }: FoundStatement, wanted: string): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      key === wanted &&
      /^(ForAnyValue:)?String(Equals|EqualsIgnoreCase|Like)$/.test(operator) &&
      values.length > 0 &&
      !values.some((value) => /[*?]/.test(value)),
  );
}

/** Every role of an account, or a role of any account; a path or a prefix names roles. */
function everyRole(pattern: string): boolean {
  const [, , , , account = "*", ...rest] = pattern.split(":");
  return account.includes("*") || /^(role\/?)?\*+$/.test(rest.join(":"));
}
