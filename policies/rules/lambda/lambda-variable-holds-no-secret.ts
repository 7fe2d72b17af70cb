import type { ResourceRule } from "../../rule";
import { isSecret } from "../../secrets";
import { at, isObject, isUnknown } from "../../values";

/**
 * No variable of a function holds a secret.
 *
 * A secret is recognised by values that can be nothing else: a variable that is called TOKEN may hold the name of
 * one. The message never shows the value.
 *
 * Service: lambda. Severity: critical. Topics: credentials.
 */
export const lambdaVariableHoldsNoSecret: ResourceRule = {
  name: "lambda-variable-holds-no-secret",
  description: "No variable of a function holds a secret.",
  level: "mandatory",
  severity: "critical",
  service: "lambda",
  topics: ["credentials"],
  source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
  remedy: "Keep the value in Secrets Manager or Parameter Store, and give the variable its name.",
  unknowns: "An unknown value is judged in the update.",
  types: ["aws:lambda/function:Function"],
  check({ props }, report) {
    const variables = at(props["environment"], "variables");
    if ([props["environment"], variables].some(isUnknown)) report.undecided("environment.variables");
    else if (!isObject(variables)) return;
    for (const [name, value] of Object.entries(variables ?? {})) {
      if (isSecret(value)) report.violation(`Variable ${name} holds a secret in plain text.`);
    }
  },
};
