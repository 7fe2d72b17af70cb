/** What the files declare for a stack. */
import type { Catalog, Environment, Service, StackPlan, Stage } from "../catalog/types";

export function environmentOf(catalog: Catalog, stack: StackPlan): Environment {
  return found(
    catalog.environments.find((each) => each.name === stack.environment),
    stack,
    "environment",
  );
}

export function serviceOf(catalog: Catalog, stack: StackPlan): Service {
  return found(
    catalog.services.find((each) => each.name === stack.service),
    stack,
    "service",
  );
}

/** The service's stage in the stack's environment. */
export function stageOf(catalog: Catalog, stack: StackPlan): Stage {
  return found(
    serviceOf(catalog, stack).stages.find((each) => each.environment === stack.environment),
    stack,
    "stage",
  );
}

function found<T>(value: T | undefined, stack: StackPlan, what: string): T {
  if (value !== undefined) return value;
  throw new Error(
    `stack ${stack.name} of kind ${stack.kind} declares no ${what}; plan the stacks from these files again`,
  );
}
