/** What whoever carries out rollouts may run inside them. */
import type { Statement } from "../../catalog/iam/document";
import { type AccountPlace, regional } from "./place";

/** Slipway's own tests, which alone have an underscore in their names, and the functions of those names. */
export function hookStatement(place: AccountPlace, hooks: string[]): Statement {
  const { names } = place;
  return {
    Sid: "RunHooks",
    Effect: "Allow",
    Action: "lambda:InvokeFunction",
    Resource: [names.hookFunction("*", "*", "*"), ...hooks].map((name) =>
      regional(place, "lambda", `function:${name}`),
    ),
  };
}
