/**
 * A provider keeps in the state the role of the run that last changed it, the update role; a preview works through
 * the preview role (https://github.com/pulumi/pulumi-aws/issues/3149). The engine shows that as an update of the
 * provider. It is none: the next `up` writes what is there already.
 */
import { runSessionName, targetRole } from "../../catalog/target-role";
import type { Catalog, StackPlan } from "../../catalog/types";
import type { EngineStep } from "./events";

/** Whether a step changes nothing but which of its account's two roles an AWS provider works as. */
export function isRoleDifference(catalog: Catalog, plan: StackPlan, step: EngineStep): boolean {
  if (step.type !== "pulumi:providers:aws" || step.op !== "update") return false;
  const [before, after] = [step.old?.inputs, step.new?.inputs];
  if (!before || !after) return false;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const differing = [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const alike = (value: unknown) => withoutAccess(catalog, plan, String(value));
  return differing.join() === "assumeRoles" && alike(before["assumeRoles"]) === alike(after["assumeRoles"]);
}

/** The setting, JSON text, with one word for both roles of the account and one for the sessions of both. */
function withoutAccess(catalog: Catalog, plan: StackPlan, text: string): string {
  let found = text;
  for (const access of ["preview", "update"] as const) {
    const role = targetRole(catalog, plan, access);
    if (role) found = found.replaceAll(JSON.stringify(role), '"role"');
    found = found.replaceAll(JSON.stringify(runSessionName(plan, access)), '"session"');
  }
  return found;
}
