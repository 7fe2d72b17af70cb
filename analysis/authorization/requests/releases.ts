/** What the release function asks for, by the `UserParameters` of an action: its own calls, and those in the target account. */
import type { Caller } from "../../../catalog/iam";
import type { Inventory, Placed } from "../inventory";
import { textAt } from "../values";
import { type Pipeline, type Step, stepArn } from "./pipelines";
import { releasedFunctionRequests } from "./release-functions";
import type { ReleaseTarget } from "./release-target";
import { taskSetRequests } from "./release-tasks";
import {
  type Asking,
  accountOf,
  assumeRole,
  everywhereRequests,
  plainRequests,
  roleCaller,
  roleName,
  type WantedRequest,
} from "./request";

/** Undefined for an action that asks for no release. */
export function releaseRequests(
  inventory: Inventory,
  ask: Asking,
  pipeline: Pipeline,
  step: Step,
  caller: Caller,
): WantedRequest[] | undefined {
  const asked = parametersOf(step);
  if (!asked) return undefined;
  const { role, region, service, environment, target, record, task } = asked;
  const [, partition = ""] = role.split(":");
  const accountId = accountOf(role);
  const actor = roleCaller(ask, role);
  const what = `release of ${service} to ${environment}`;
  const regional = (of: string, resource: string) => `arn:${partition}:${of}:${region}:${accountId}:${resource}`;
  const stack = inventory
    .all("aws:ssm/parameter:Parameter")
    .find((each) => each.accountId === accountId && each.region === region && nameOf(each) === target)?.stack.name;
  const place: ReleaseTarget = {
    partition,
    accountId,
    region,
    service,
    environment,
    caller: actor,
    resources: (type) => inventory.all(type).filter((each) => stack !== undefined && each.stack.name === stack),
    task: task !== undefined,
  };
  return [
    ...everywhereRequests(ask, `${what} answers`, caller, pipeline, [
      "codepipeline:PutJobFailureResult",
      "codepipeline:PutJobSuccessResult",
    ]),
    ...plainRequests(ask, `${what} asks where the content comes from`, caller, pipeline.arn, [
      "codepipeline:GetPipelineExecution",
      "codepipeline:ListActionExecutions",
    ]),
    ...plainRequests(ask, `${what} keeps its record`, caller, stepArn(step, "ssm", `parameter${record}`), [
      "ssm:GetParameters",
      "ssm:PutParameter",
    ]),
    assumeRole(ask, `${what} enters ${roleName(role)}`, caller, role),
    ...plainRequests(ask, `${what} reads its target`, actor, regional("ssm", `parameter${target}`), [
      "ssm:GetParameters",
    ]),
    ...taskSetRequests(inventory, ask, pipeline, place),
    ...releasedFunctionRequests(inventory, ask, pipeline, place, caller),
  ];
}

interface Parameters {
  role: string;
  region: string;
  service: string;
  environment: string;
  target: string;
  record: string;
  task?: unknown;
}

function parametersOf({ value }: Step): Parameters | undefined {
  try {
    const parsed = JSON.parse(textAt(value, "configuration", "UserParameters") ?? "null") as Parameters | null;
    const texts = ["role", "region", "service", "environment", "target", "record"] as const;
    return parsed !== null && texts.every((key) => typeof parsed[key] === "string") ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function nameOf({ resource }: Placed): string | undefined {
  return textAt(resource.inputs, "name");
}
