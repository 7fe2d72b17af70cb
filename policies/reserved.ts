/** Statements that keep an action for named callers, whatever others are allowed. */
import { covers, type FoundStatement } from "./documents";
import { namesCaller } from "./principals";

/** Whether a statement denies the action to everyone but the callers that it names by ARN. */
export function reserves(statement: FoundStatement, action: string): boolean {
  const { effect, everyone, otherActions, actions, conditions } = statement;
  return (
    effect === "Deny" &&
    everyone &&
    !otherActions &&
    actions.some((pattern) => covers(pattern, action)) &&
    conditions.length === 1 &&
    conditions.some(
      ({ operator, key, values }) =>
        /^(Arn|String)Not(Equals|Like)$/.test(operator) && key === "aws:principalarn" && values.every(namesCaller),
    )
  );
}
