/** What rules of EventBridge ask for: starting pipelines, and publishing to topics. */
import { arnAt, type Inventory, type Placed, refers } from "../inventory";
import { textAt } from "../values";
import { pipelinesOf } from "./pipelines";
import { publishRequests } from "./publish";
import {
  type Asking,
  plainRequests,
  roleCaller,
  serviceAssumes,
  serviceCaller,
  untoldRole,
  type WantedRequest,
} from "./request";

export function eventRequests(inventory: Inventory, asking: (stack: string) => Asking): WantedRequest[] {
  const aims = [...inventory.topics, ...pipelinesOf(inventory)];
  return inventory.all("aws:cloudwatch/eventTarget:EventTarget").flatMap((target) => {
    const ask = asking(target.stack.name);
    const aim = arnAt(target, aims, "arn");
    if (aim === undefined) return [];
    const { name, arn } = ruleOf(inventory, target);
    // Without a role EventBridge acts as itself, if the aim's own policy lets it.
    const roleArn =
      "roleArn" in target.resource.inputs
        ? (arnAt(target, inventory.roles, "roleArn") ?? untoldRole(target.partition, target.accountId, name))
        : undefined;
    const caller = roleArn ? roleCaller(ask, roleArn) : serviceCaller("events", target.partition);
    return [
      ...(roleArn ? [serviceAssumes(ask, "events", roleArn, arn)] : []),
      ...aimRequests(inventory, ask, name, caller, aim),
    ];
  });
}

type Caller = ReturnType<typeof roleCaller>;

function aimRequests(inventory: Inventory, ask: Asking, rule: string, caller: Caller, aim: string): WantedRequest[] {
  switch (aim.split(":")[2]) {
    case "codepipeline":
      return plainRequests(ask, `rule ${rule} starts a pipeline`, caller, aim, ["codepipeline:StartPipelineExecution"]);
    case "sns":
      return publishRequests(inventory, ask, `rule ${rule} tells a topic`, caller, aim);
    default:
      return [];
  }
}

/** The default bus is no part of a rule's ARN. */
function ruleOf({ all }: Inventory, target: Placed): { name: string; arn: string } {
  const rules = all("aws:cloudwatch/eventRule:EventRule");
  const rule = rules.find((each) => refers(target, "rule", each, textAt(each.resource.inputs, "name")));
  const name = textAt(target.resource.inputs, "rule") ?? textAt(rule?.resource.inputs, "name") ?? "unknown";
  const bus = textAt(target.resource.inputs, "eventBusName") ?? "default";
  const path = bus === "default" ? name : `${bus}/${name}`;
  return { name, arn: `arn:${target.partition}:events:${target.region}:${target.accountId}:rule/${path}` };
}
