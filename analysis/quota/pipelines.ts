/** The pipelines of a graph, as they are counted. */
import type { CountedPipeline } from "../../catalog/quota";
import type { Placed } from "../authorization/inventory";
import { at, listAt, textAt } from "../authorization/values";
import type { GraphValue } from "../graph/types";
import { nameOf } from "./placed";

export function countedPipeline(placed: Placed): CountedPipeline {
  return {
    name: nameOf(placed),
    accountId: placed.accountId,
    region: placed.region,
    stages: listAt(placed.resource.inputs, "stages").map((stage) => ({
      name: textAt(stage, "name") ?? "",
      environments: [],
      production: false,
      actions: listAt(stage, "actions").map((action) => countedAction(placed, action)),
    })),
    // No quota counts them.
    artifacts: [],
    stores: [],
  };
}

/** Counting reads place and run order only; the rest of the model is left empty. */
function countedAction(
  { accountId, region }: Placed,
  action: GraphValue,
): CountedPipeline["stages"][number]["actions"][number] {
  const runOrder = at(action, "runOrder");
  return {
    name: textAt(action, "name") ?? "",
    category: "Invoke",
    owner: "AWS",
    provider: "",
    version: "1",
    accountId,
    region: textAt(action, "region") ?? region,
    runOrder: typeof runOrder === "number" ? runOrder : 1,
    inputs: [],
    outputs: [],
    configuration: {},
  };
}
