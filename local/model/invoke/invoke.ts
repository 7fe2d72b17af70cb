import { domainOf, partitionOf } from "../../../catalog/regions";
import type { InvokeResult, Properties, ProviderSettings, World } from "../types";
import { text } from "../values";
import { zonesOf } from "../zones";
import { image, publicParameter } from "./images";
import { policyDocument } from "./policyDocument";
import { regionName } from "./region-names";
import { secretNamed } from "./secrets";

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
  const endpoint = `ec2.${name}.${domainOf(partitionOf(name) ?? "aws")}`;
  return answer({ id: name, name, region: name, description: regionName(name), endpoint });
}

function partition({ region }: Asked): InvokeResult {
  const name = partitionOf(region) ?? "aws";
  const dnsSuffix = domainOf(name);
  const reverseDnsPrefix = dnsSuffix.split(".").reverse().join(".");
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

function secret({ args, settings, region }: Asked): InvokeResult {
  const name = text(args["name"]);
  if (name === undefined) return refuse("the laptop cloud finds a secret by its name only; give it", "name");
  return answer(secretNamed({ ...settings.place, region }, name));
}

function ami({ args, settings, region }: Asked): InvokeResult {
  if (args["mostRecent"] === true && !args["owners"] && !args["filters"]) {
    return refuse("getAmi with mostRecent needs owners or filters: else anybody's image could be the newest", "owners");
  }
  return answer(image(args, region, settings.place.partition));
}

const answers: Record<string, Answer> = {
  "aws:index/getCallerIdentity:getCallerIdentity": callerIdentity,
  "aws:index/getRegion:getRegion": regionData,
  "aws:index/getPartition:getPartition": partition,
  "aws:index/getAvailabilityZones:getAvailabilityZones": availabilityZones,
  "aws:iam/getPolicyDocument:getPolicyDocument": ({ args }) => policyDocument(args),
  "aws:ssm/getParameter:getParameter": parameter,
  "aws:ec2/getAmi:getAmi": ami,
  "aws:secretsmanager/getSecret:getSecret": secret,
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
