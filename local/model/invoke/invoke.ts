import { hex } from "../ids";
import type { InvokeResult, Properties, ProviderSettings, World } from "../types";
import { isRecord, text } from "../values";
import { zonesOf } from "../zones";
import { image, publicParameter } from "./images";
import { policyDocument } from "./policyDocument";
import { partitionOf, regionName } from "./regions";

interface Asked {
  args: Properties;
  settings: ProviderSettings;
  region: string;
  world: World;
}

type Answer = (asked: Asked) => InvokeResult | Promise<InvokeResult>;

function answer(result: Properties): InvokeResult {
  return { result, failures: [] };
}

function refuse(reason: string, property = ""): InvokeResult {
  return { result: {}, failures: [{ property, reason }] };
}

function callerIdentity({ settings }: Asked): InvokeResult {
  const { account, partition } = settings.place;
  const arn = `arn:${partition}:sts::${account}:assumed-role/laptop/session`;
  return answer({ id: account, accountId: account, arn, userId: `AROALAPTOPCLOUD${account.slice(0, 6)}:session` });
}

function regionData({ args, region }: Asked): InvokeResult {
  const name = text(args["name"]) ?? region;
  const { dnsSuffix } = partitionOf(name);
  const endpoint = `ec2.${name}.${dnsSuffix}`;
  return answer({ id: name, name, region: name, description: regionName(name), endpoint });
}

function partition({ region }: Asked): InvokeResult {
  const { partition: name, dnsSuffix, reverseDnsPrefix } = partitionOf(region);
  return answer({ id: name, partition: name, dnsSuffix, reverseDnsPrefix });
}

function availabilityZones({ args, region }: Asked): InvokeResult {
  const out = (property: string) => (Array.isArray(args[property]) ? (args[property] as unknown[]) : []);
  const [names, ids] = [out("excludeNames"), out("excludeZoneIds")];
  const zones = zonesOf(region).filter((zone) => !names.includes(zone.name) && !ids.includes(zone.id));
  const found = { names: zones.map((z) => z.name), zoneIds: zones.map((z) => z.id), groupNames: [region] };
  return answer({ ...args, id: region, region, ...found });
}

async function parameter({ args, settings, region, world }: Asked): Promise<InvokeResult> {
  const name = text(args["name"]);
  if (name === undefined) return refuse('missing required property "name"', "name");
  const place = { ...settings.place, region };
  const value = publicParameter(region, name) ?? (await world.parameter(place, name));
  if (value === undefined) {
    const where = `account ${place.account}, region ${region}`;
    return refuse(`reading SSM Parameter (${name}): couldn't find resource (ParameterNotFound) in ${where}`, "name");
  }
  const owner = publicParameter(region, name) === undefined ? place.account : "";
  const arn = `arn:${place.partition}:ssm:${region}:${owner}:parameter${name.startsWith("/") ? name : `/${name}`}`;
  const withDecryption = args["withDecryption"] ?? true;
  const known = { id: name, name, arn, value, insecureValue: value, type: "String", version: 1, region };
  return answer({ ...known, withDecryption });
}

function ami({ args, settings, region }: Asked): InvokeResult {
  if (args["mostRecent"] === true && !args["owners"] && !args["filters"]) {
    return refuse("getAmi with mostRecent needs owners or filters: else anybody's image could be the newest", "owners");
  }
  return answer(image(args, region, settings.place.partition));
}

/** The default VPC of an account, unless an id is asked for: the laptop cloud knows no others by their tags. */
function vpc({ args, settings, region }: Asked): InvokeResult {
  const { account, partition: name } = settings.place;
  const id = text(args["id"]) ?? `vpc-0${hex(`${account} ${region}`, "vpc", 16)}`;
  const cidrBlock = text(args["cidrBlock"]) ?? "172.31.0.0/16";
  const arn = `arn:${name}:ec2:${region}:${account}:vpc/${id}`;
  const made = { id, arn, cidrBlock, default: args["id"] === undefined, state: text(args["state"]) ?? "available" };
  const dns = { enableDnsHostnames: true, enableDnsSupport: true, instanceTenancy: "default" };
  const tags = isRecord(args["tags"]) ? args["tags"] : {};
  const rest = { ownerId: account, mainRouteTableId: `rtb-0${hex(id, "rtb", 16)}`, cidrBlockAssociations: [] };
  return answer({ ...made, ...dns, ...rest, dhcpOptionsId: `dopt-0${hex(id, "dopt", 16)}`, tags, region });
}

/** One subnet in each zone, by the filters' text: the same question gets the same answer. */
function subnets({ args, region }: Asked): InvokeResult {
  const question = JSON.stringify(args["filters"] ?? []) + JSON.stringify(args["tags"] ?? {});
  const ids = zonesOf(region).map((zone) => `subnet-0${hex(question, zone.name, 16)}`);
  return answer({ ...args, id: region, ids, tags: isRecord(args["tags"]) ? args["tags"] : {}, region });
}

const answers: Record<string, Answer> = {
  "aws:index/getCallerIdentity:getCallerIdentity": callerIdentity,
  "aws:index/getRegion:getRegion": regionData,
  "aws:index/getPartition:getPartition": partition,
  "aws:index/getAvailabilityZones:getAvailabilityZones": availabilityZones,
  "aws:iam/getPolicyDocument:getPolicyDocument": ({ args }) => policyDocument(args),
  "aws:ssm/getParameter:getParameter": parameter,
  "aws:ec2/getAmi:getAmi": ami,
  "aws:ec2/getVpc:getVpc": vpc,
  "aws:ec2/getSubnets:getSubnets": subnets,
};

/** Answers a data source; one that the laptop cloud does not serve fails with the list of those that it does. */
export async function invoke(
  token: string,
  args: Properties,
  settings: ProviderSettings,
  world: World,
  _preview: boolean,
): Promise<InvokeResult> {
  const found = answers[token];
  if (!found) {
    const served = Object.keys(answers).join(", ");
    return refuse(`the laptop cloud does not serve the data source "${token}"; it serves ${served}`);
  }
  return found({ args, settings, world, region: text(args["region"]) ?? settings.place.region });
}
