/** What the files declare for a stack. */

import type { Service, Stage, Track } from "../catalog/service-types";
import { stagesOf } from "../catalog/tracks";
import type { Catalog, Environment, StackPlan } from "../catalog/types";
import type { EndpointOwner } from "../components/network/endpoint-policies";

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
    stagesOf(serviceOf(catalog, stack)).find((each) => each.environment === stack.environment),
    stack,
    "stage",
  );
}

/** The service's pipeline that a stack of kind `pipeline` holds. */
export function trackOf(catalog: Catalog, stack: StackPlan): Track {
  return found(
    serviceOf(catalog, stack).tracks.find((each) => each.name === stack.track),
    stack,
    "track",
  );
}

/** Whose principals and resources the endpoints of networks let through: the organisation's, or its accounts'. */
export function networkOwner({ organization }: Catalog): EndpointOwner {
  const { id, accounts } = organization;
  return { ...(id ? { organizationId: id } : {}), accountIds: Object.values(accounts) };
}

function found<T>(value: T | undefined, stack: StackPlan, what: string): T {
  if (value !== undefined) return value;
  throw new Error(
    `stack ${stack.name} of kind ${stack.kind} declares no ${what}; plan the stacks from these files again`,
  );
}
