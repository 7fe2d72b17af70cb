/** Every request that what a graph describes will make; all of them have to be allowed. */
import type { Graph } from "../graph/types";
import { inventoryOf } from "./inventory";
import { canaryRequests } from "./requests/canaries";
import { deliveryRequests } from "./requests/delivery";
import { engineRequests } from "./requests/engine";
import { eventRequests } from "./requests/events";
import { federationRequests } from "./requests/federation";
import { firstImageRequests } from "./requests/first-images";
import { functionRequests } from "./requests/functions";
import type { WantedRequest } from "./requests/request";
import { runRequests } from "./requests/run";
import { secretKeyRequests } from "./requests/secret-keys";

export type { WantedRequest } from "./requests/request";

/** In a fixed order, each once per stack. */
export function requestsOf(graph: Graph): WantedRequest[] {
  const inventory = inventoryOf(graph);
  const asking = (stack: string) => ({
    stack,
    ...(graph.organizationId ? { organizationId: graph.organizationId } : {}),
  });
  const all = [
    runRequests,
    engineRequests,
    federationRequests,
    deliveryRequests,
    eventRequests,
    functionRequests,
    canaryRequests,
    firstImageRequests,
    secretKeyRequests,
  ].flatMap((requests) => requests(inventory, asking));
  return [...new Map(all.map((request) => [request.id, request])).values()];
}
