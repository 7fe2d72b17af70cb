/** The answer for types without a rule of their own: a name is the id where there is one, else digits. */
import { namedProperty } from "../check/names";
import type { Made, Making } from "./making";

/** ARN's resource part where it is not `<kind>/<id>`; `{}` stands for the name. */
const resources: Record<string, string> = {
  "aws:lambda/layerVersion:LayerVersion": "layer:{}:1",
  "aws:ecs/cluster:Cluster": "cluster/{}",
  "aws:eks/cluster:Cluster": "cluster/{}",
  "aws:cloudwatch/eventBus:EventBus": "event-bus/{}",
  "aws:cloudtrail/trail:Trail": "trail/{}",
  "aws:sfn/stateMachine:StateMachine": "stateMachine:{}",
  "aws:codecommit/repository:Repository": "{}",
  "aws:codeartifact/domain:Domain": "domain/{}",
  "aws:iam/group:Group": "group/{}",
  "aws:kinesis/stream:Stream": "stream/{}",
  "aws:rds/instance:Instance": "db:{}",
  "aws:rds/cluster:Cluster": "cluster:{}",
};

const services: Record<string, string> = {
  "aws:cloudwatch/eventBus:EventBus": "events",
  "aws:cloudwatch/eventApiDestination:EventApiDestination": "events",
  "aws:cloudwatch/eventArchive:EventArchive": "events",
  "aws:cloudwatch/eventConnection:EventConnection": "events",
};

/** Types whose id is their ARN. */
const identifiedByArn = new Set([
  "aws:ecs/cluster:Cluster",
  "aws:sfn/stateMachine:StateMachine",
  "aws:cloudtrail/trail:Trail",
  "aws:acm/certificate:Certificate",
  "aws:codeartifact/domain:Domain",
]);

/** `eventBus` of `aws:cloudwatch/eventBus:EventBus`. */
function kindOf(type: string): string {
  return type.split("/")[1]?.split(":")[0] ?? "resource";
}

export function generic(making: Making): Made {
  const { type } = making.schema;
  const property = namedProperty(making.schema) ?? "name";
  const named = property in making.schema.in || making.input(property) !== undefined;
  const name = named ? making.named(property) : making.hex("id", 17);
  const resource = resources[type]?.replace("{}", name) ?? `${kindOf(type)}/${name}`;
  const arn = making.arn(resource, services[type]);
  const outputs: Record<string, unknown> = "arn" in making.schema.out ? { arn } : {};
  if (making.schema.out[property] === "s!") outputs[property] = name;
  return { id: identifiedByArn.has(type) ? arn : name, outputs };
}
