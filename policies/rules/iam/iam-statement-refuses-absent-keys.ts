import { asksNull } from "../../conditions";
import {
  identityStatements,
  identityTypes,
  place,
  resourceStatements,
  resourceTypes,
  trustStatements,
} from "../../documents";
import type { ResourceRule } from "../../rule";

/**
 * A statement that allows by `ForAllValues` refuses requests in which the key is absent.
 *
 * `ForAllValues` holds when there is no value at all.
 *
 * Service: iam. Severity: high. Topics: least-privilege.
 */
export const iamStatementRefusesAbsentKeys: ResourceRule = {
  name: "iam-statement-refuses-absent-keys",
  description: "A statement that allows by `ForAllValues` refuses requests in which the key is absent.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["least-privilege"],
  source:
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
  remedy: 'Add Null with the key and "false".',
  unknowns: "A document that is unknown in a preview is judged in the update.",
  types: [...identityTypes, ...resourceTypes],
  check(resource, report) {
    const all = [identityStatements, resourceStatements, trustStatements].flatMap((read) => read(resource, report));
    for (const statement of all.filter(({ effect }) => effect === "Allow")) {
      for (const { operator, key } of statement.conditions) {
        if (!operator.startsWith("ForAllValues:") || asksNull(statement, key, "false")) continue;
        report.violation(`${place(statement)} holds when ${key} is absent.`);
      }
    }
  },
};
