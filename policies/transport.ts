/** Statements that refuse requests without TLS. */
import { covers, type FoundStatement } from "./documents";

/**
 * Whether a statement denies the action to everyone who does not use TLS, and to nobody else.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
 */
export function refusesClearText(statement: FoundStatement, action: string): boolean {
  return (
    statement.effect === "Deny" &&
    statement.everyone &&
    !statement.otherActions &&
    statement.actions.some((pattern) => covers(pattern, action)) &&
    statement.conditions.length === 1 &&
    statement.conditions.some(
      ({ operator, key, values }) =>
        /^Bool(IfExists)?$/.test(operator) && key === "aws:securetransport" && values.includes("false"),
    )
  );
}
