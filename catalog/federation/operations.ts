/** What Pulumi Deployments does, by the access that it needs. */
import type { Access } from "../naming";
import type { PulumiOperation } from "./bindings";

/**
 * Operations that a role of this access is for. A trust of `update` alone would lock out drift detection; `destroy`
 * is admitted only where a binding names it.
 * https://www.pulumi.com/docs/deployments/guides/oidc/
 */
export function operationsOf(access: Access): PulumiOperation[] {
  return access === "preview" ? ["preview", "detect-drift"] : ["update", "refresh", "remediate-drift"];
}

/** Whether an operation only reads. */
export function reads(operation: PulumiOperation): boolean {
  return operation === "preview" || operation === "detect-drift";
}
