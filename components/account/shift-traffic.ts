/** Weights of listeners and their rules, which whoever shifts traffic moves. */
import type { Statement } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { type AccountPlace, regional } from "./place";

export function shiftTraffic(place: AccountPlace): Statement {
  const own = `${place.names.prefix}-*`;
  const resources = [`listener/app/${own}/*`, `listener/net/${own}/*`, `listener-rule/app/${own}/*`];
  return {
    Sid: "ShiftTraffic",
    Effect: "Allow",
    Action: each("elasticloadbalancing:Modify", "Listener", "Rule"),
    Resource: resources.map((resource) => regional(place, "elasticloadbalancing", resource)),
  };
}
