/** What is true of every policy document of ours. */
import type { PolicyDocument, Statement } from "../../catalog/iam/document";

/** Statements that allow a wildcard action on the wildcard resource. Resource policies' `*` means the resource itself. */
export function boundless(document: PolicyDocument): Statement[] {
  return document.Statement.filter(
    (statement) =>
      statement.Effect === "Allow" &&
      (statement.NotAction !== undefined ||
        (list(statement.Action).some((action) => action.includes("*")) && list(statement.Resource).includes("*"))),
  );
}

/** Statements that hand on roles without saying to which service. */
export function unconditionedPass(document: PolicyDocument): Statement[] {
  return document.Statement.filter(
    (statement) =>
      statement.Effect === "Allow" &&
      list(statement.Action).some((action) => action === "iam:PassRole" || action === "iam:*") &&
      !statement.Condition?.["StringEquals"]?.["iam:PassedToService"],
  );
}

/** Every action that a document allows. */
export function allowedActions(document: PolicyDocument): string[] {
  return document.Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => list(Action));
}

export function list(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat();
}
