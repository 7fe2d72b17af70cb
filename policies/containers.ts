/** Containers of a task definition of ECS. */
import type { Value } from "./values";

export const taskDefinition = "aws:ecs/taskDefinition:TaskDefinition";

/** The definitions, which are JSON in a text; an unknown text stays unknown. */
export function definitions(value: Value | undefined): Value | undefined {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    // ECS itself refuses it.
    return undefined;
  }
}
