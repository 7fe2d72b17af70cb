/** A target of releases, as the graph shows it. */
import type { Caller } from "../../../catalog/iam";
import type { Placed } from "../inventory";
import { textAt } from "../values";

/** A target in the account that a release enters. */
export interface ReleaseTarget {
  partition: string;
  accountId: string;
  region: string;
  service: string;
  environment: string;
  /** The release role there. */
  caller: Caller;
  /** Resources of the stack that publishes the target; none where the graph does not show it. */
  resources(type: string): Placed[];
  /** Whether a task runs once, instead of a release. */
  task: boolean;
}

/** ARN of something regional in the target's account. */
export function inTarget({ partition, region, accountId }: ReleaseTarget, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** Functions of the target's stack, by their ARN: the service's own, and its hooks. */
export function functionsOf(target: ReleaseTarget): Map<string, Placed> {
  const functions = target.resources("aws:lambda/function:Function");
  return new Map(
    functions.map((each) => [inTarget(target, "lambda", `function:${textAt(each.resource.inputs, "name")}`), each]),
  );
}
