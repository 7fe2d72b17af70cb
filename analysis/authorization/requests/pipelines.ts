/** The pipelines of a graph: their stores, and who acts in which action and rule. */
import type { GraphValue } from "../../graph/types";
import { arnAt, type Bucket, type Inventory, type Placed } from "../inventory";
import { at, listAt, textAt } from "../values";
import { type Asking, accountOf, assumeRole, roleCaller, roleName, untoldRole, type WantedRequest } from "./request";

export interface Pipeline extends Placed {
  name: string;
  arn: string;
  roleArn: string;
  /** Its artifact stores. */
  stores: Bucket[];
  /** Its actions, and the rules of its stages' conditions. */
  steps: Step[];
}

/** An action, or a rule of a condition. */
export interface Step {
  value: GraphValue;
  name: string;
  provider: string;
  region: string;
  /** Role that acts. */
  roleArn: string;
}

/** ARN of something that a step acts on: in the step's region, and the account of the role that acts. */
export function stepArn({ region, roleArn }: Step, service: string, resource: string): string {
  return `arn:${roleArn.split(":")[1]}:${service}:${region}:${accountOf(roleArn)}:${resource}`;
}

/** The pipeline takes on the role of a step that has one of its own. */
export function entering(ask: Asking, pipeline: Pipeline, { roleArn }: Step): WantedRequest[] {
  if (roleArn === pipeline.roleArn) return [];
  return [assumeRole(ask, `the pipeline acts as ${roleName(roleArn)}`, roleCaller(ask, pipeline.roleArn), roleArn)];
}

export function pipelinesOf(inventory: Inventory): Pipeline[] {
  return inventory.all("aws:codepipeline/pipeline:Pipeline").map((placed) => {
    const { inputs, propertyDependencies } = placed.resource;
    const { partition, accountId, region } = placed;
    const name = textAt(inputs, "name") ?? placed.resource.name;
    const roleArn = arnAt(placed, inventory.roles, "roleArn") ?? untoldRole(partition, accountId, name);
    const locations = listAt(inputs, "artifactStores").map((store) => textAt(store, "location"));
    const dependencies = propertyDependencies["artifactStores"] ?? [];
    return {
      ...placed,
      name,
      arn: `arn:${partition}:codepipeline:${region}:${accountId}:${name}`,
      roleArn,
      stores: inventory.buckets.filter(
        (bucket) => locations.includes(bucket.name) || dependencies.includes(bucket.resource.urn),
      ),
      steps: listAt(inputs, "stages").flatMap((stage) =>
        [...listAt(stage, "actions"), ...rulesOf(stage)].map((value) => ({
          value,
          name: textAt(value, "name") ?? "",
          provider: textAt(value, "provider") ?? textAt(value, "ruleTypeId", "provider") ?? "",
          region: textAt(value, "region") ?? region,
          roleArn: textAt(value, "roleArn") ?? roleArn,
        })),
      ),
    };
  });
}

function rulesOf(stage: GraphValue): GraphValue[] {
  return ["beforeEntry", "onSuccess", "onFailure"].flatMap((when) => listAt(at(stage, when, "condition"), "rules"));
}
