/** Repairs: single values to set in a resource, so that all else stays as it is, unknown or secret. */
import type { Value } from "./values";

/** Property path, with dots between its parts, to value. */
export type Repair = Record<string, Value>;

/** Sets the values in place, and makes the objects on the way where there are none. */
export function applyRepair(repair: Repair, props: Record<string, unknown>): void {
  for (const [path, value] of Object.entries(repair)) {
    const keys = path.split(".");
    const last = keys.pop()!;
    let place = props;
    for (const key of keys) {
      place[key] ??= {};
      place = place[key] as Record<string, unknown>;
    }
    place[last] = value;
  }
}
