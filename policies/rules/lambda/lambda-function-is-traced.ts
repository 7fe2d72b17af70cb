import type { ResourceRule } from "../../rule";
import { at, isUnknown } from "../../values";

/**
 * Functions that publish versions, and so are released, are traced.
 *
 * A trace tells which version was slow or failed while traffic went over.
 *
 * Service: lambda. Severity: low. Topics: audit.
 */
export const lambdaFunctionIsTraced: ResourceRule = {
  name: "lambda-function-is-traced",
  description: "Functions that publish versions, and so are released, are traced.",
  level: "mandatory",
  severity: "low",
  service: "lambda",
  topics: ["audit"],
  frameworks: ["SecurityHub Lambda.7"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-7",
  remedy: "Set tracingConfig.mode to Active.",
  unknowns: "An unknown setting is judged in the update.",
  types: ["aws:lambda/function:Function"],
  check({ props }, report) {
    if (props["publish"] !== true) return;
    const tracing = props["tracingConfig"];
    const mode = at(tracing, "mode");
    if ([tracing, mode].some(isUnknown)) report.undecided("tracingConfig.mode");
    else if (mode !== "Active") report.violation("The function is not traced.");
  },
};
