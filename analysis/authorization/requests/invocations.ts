/** What an action or rule that invokes a function leads to. */
import { arnAt, type Inventory } from "../inventory";
import { textAt } from "../values";
import { gateRequests } from "./gates";
import { type Pipeline, type Step, stepArn } from "./pipelines";
import { releaseRequests } from "./releases";
import {
  type Asking,
  assumeRole,
  plainRequests,
  roleCaller,
  roleName,
  serviceCaller,
  untoldRole,
  type WantedRequest,
} from "./request";

export function invocationRequests(inventory: Inventory, ask: Asking, pipeline: Pipeline, step: Step): WantedRequest[] {
  const name = textAt(step.value, "configuration", "FunctionName") ?? "unknown";
  const arn = stepArn(step, "lambda", `function:${name}`);
  const accountId = arn.split(":")[4]!;
  const functions = inventory
    .all("aws:lambda/function:Function")
    .filter((each) => textAt(each.resource.inputs, "name") === name && each.accountId === accountId)
    .filter((each) => each.region === step.region);
  return [
    ...plainRequests(ask, `the pipeline invokes ${name}`, roleCaller(ask, step.roleArn), arn, [
      "lambda:InvokeFunction",
    ]),
    ...functions.flatMap((each) => {
      const { partition, region } = each;
      const roleArn = arnAt(each, inventory.roles, "role") ?? untoldRole(partition, accountId, name);
      const group = textAt(each.resource.inputs, "loggingConfig", "logGroup") ?? `/aws/lambda/${name}`;
      const stream = `arn:${partition}:logs:${region}:${accountId}:log-group:${group}:log-stream:run`;
      const caller = roleCaller(ask, roleArn);
      return [
        // That Lambda names the function as `aws:SourceArn` here is documented nowhere.
        assumeRole(ask, `lambda works as ${roleName(roleArn)}`, serviceCaller("lambda", partition), roleArn, {
          "aws:SourceAccount": accountId,
        }),
        ...plainRequests(ask, `${name} writes its log`, caller, stream, ["logs:CreateLogStream", "logs:PutLogEvents"]),
        ...(releaseRequests(inventory, ask, pipeline, step, caller) ?? gateRequests(ask, pipeline, step, caller)),
      ];
    }),
  ];
}
