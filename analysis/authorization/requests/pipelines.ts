/** The pipelines of a graph: their stores, and who acts in which action. */
import type { GraphValue } from "../../graph/types";
import type { Bucket, Inventory, Placed } from "../inventory";
import { listAt, textAt } from "../values";

export interface Pipeline extends Placed {
  name: string;
  roleArn: string;
  /** Its artifact stores. */
  stores: Bucket[];
  actions: Array<{ value: GraphValue; region: string /** Role that acts. */; roleArn: string }>;
}

export function pipelinesOf(inventory: Inventory): Pipeline[] {
  return inventory.all("aws:codepipeline/pipeline:Pipeline").map((placed) => {
    const { inputs, propertyDependencies } = placed.resource;
    const roleArn = textAt(inputs, "roleArn") ?? "";
    const locations = listAt(inputs, "artifactStores").map((store) => textAt(store, "location"));
    const dependencies = propertyDependencies["artifactStores"] ?? [];
    return {
      ...placed,
      name: textAt(inputs, "name") ?? placed.resource.name,
      roleArn,
      stores: inventory.buckets.filter(
        ({ name, resource }) => locations.includes(name) || dependencies.includes(resource.urn),
      ),
      actions: listAt(inputs, "stages").flatMap((stage) =>
        listAt(stage, "actions").map((value) => ({
          value,
          region: textAt(value, "region") ?? placed.region,
          roleArn: textAt(value, "roleArn") ?? roleArn,
        })),
      ),
    };
  });
}
