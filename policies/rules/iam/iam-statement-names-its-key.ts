import { type FoundStatement, identityStatements, identityTypes, place } from "../../documents";
import { usesOfKeys } from "../../key-use";
import { pins } from "../../principals";
import type { ResourceRule } from "../../rule";

/**
 * Whoever may use keys may use named ones only, by ARN, alias or tag.
 *
 * A right to `key/*` is the right to every key of an account unless a condition names aliases or tags.
 *
 * Service: iam. Severity: high. Topics: least-privilege, encryption.
 */
export const iamStatementNamesItsKey: ResourceRule = {
  name: "iam-statement-names-its-key",
  description: "Whoever may use keys may use named ones only, by ARN, alias or tag.",
  level: "mandatory",
  severity: "high",
  service: "iam",
  topics: ["least-privilege", "encryption"],
  frameworks: ["SecurityHub KMS.1", "SecurityHub KMS.2"],
  source: "https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html",
  remedy: "Name the key's ARN, or add a condition on kms:ResourceAliases or aws:ResourceTag.",
  unknowns: "A document that is unknown in a preview is judged in the update.",
  types: identityTypes,
  check(resource, report) {
    for (const statement of identityStatements(resource, report).filter(usesKeys)) {
      const wild = statement.otherResources ? "all but a few keys" : statement.resources.find(isEveryKey);
      if (wild && !namesKeys(statement)) report.violation(`${place(statement)} allows the use of ${wild}.`);
    }
  },
};

/** Wildcard actions on every resource are another rule's fact. */
function usesKeys(statement: FoundStatement): boolean {
  return usesOfKeys(statement).length > 0;
}

const isEveryKey = (arn: string) => /^(\*|arn:[^:]*:kms:[^:]*:[^:]*:(key\/)?\*)$/.test(arn);

function namesKeys({ conditions }: FoundStatement): boolean {
  return conditions.some(
    (each) => /^(kms:resourcealiases|kms:requestalias|aws:resourcetag\/.*)$/.test(each.key) && pins(each),
  );
}
