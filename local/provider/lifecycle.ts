/** What happens to a resource: made, read, changed, deleted, in the records and in the emulator. */
import { randomUUID } from "node:crypto";
import * as model from "../model";
import type { Place, Properties } from "../model/types";
import { backingOf } from "./backing";
import type { BackingCall } from "./backing/types";
import type { Configured } from "./configured";
import { hold } from "./hold";
import { protectedFromDeletion } from "./protection";
import type { ResourceRecord } from "./records";
import { sentInputs } from "./sent";
import { overwrites, takenBy } from "./taken";

export interface Made {
  id: string;
  outputs: Properties;
}

/** A resource says its region; those of global services have none. */
const regionOf = (properties: Properties) =>
  typeof properties["region"] === "string" ? properties["region"] : undefined;

function placeOf({ settings }: Configured, properties: Properties): Place {
  return { ...settings.place, region: regionOf(properties) ?? settings.place.region };
}

async function call(configured: Configured, record: Omit<ResourceRecord, "type">): Promise<BackingCall> {
  const { id, inputs, outputs } = record;
  const region = record.region === "global" ? configured.settings.place.region : record.region;
  return { client: await configured.door(record.account, region), id, inputs, outputs };
}

export async function create(
  configured: Configured,
  request: { type: string; name: string; inputs: Properties; preview: boolean },
): Promise<Made> {
  const { type, name, inputs, preview } = request;
  const place = placeOf(configured, inputs);
  // A seed of chance: a replacement is another thing than the one it replaces.
  const made = await model.create({ type, name, inputs, place, preview, seed: randomUUID() });
  if (preview) return made;
  await hold(configured.laptop.hold, type, name, "before");
  const { records } = configured;
  const region = regionOf(made.outputs) ?? regionOf(inputs) ?? "global";
  const record: ResourceRecord = { type, account: place.account, region, inputs, ...made };
  const backing = await backingOf(type);
  if (backing) {
    Object.assign(record, await backing.create(await call(configured, record)));
    records.put(record);
  } else {
    const taken = takenBy(records, record);
    if (taken) throw new Error(taken);
    if (overwrites(type)) records.put(record);
    else if (!records.add(record)) throw new Error(takenBy(records, record));
  }
  await hold(configured.laptop.hold, type, name, "after");
  return { id: record.id, outputs: record.outputs };
}

/** The record that a request means: by its properties' region, or, for an import, wherever the provider works. */
function find(configured: Configured, type: string, id: string, properties: Properties): ResourceRecord | undefined {
  const { place } = configured.settings;
  const named = regionOf(properties);
  for (const region of named ? [named] : [place.region, "global"]) {
    const found = configured.records.get(place.account, region, type, id);
    if (found) return found;
  }
  return undefined;
}

/** The record that an import means: AWS takes names and ARNs too where it made up the id. */
function findImported(configured: Configured, type: string, importId: string): ResourceRecord | undefined {
  // In another region than the provider's: `<id>@<region>`.
  const [, id = importId, named] = /^(.+)@([a-z]{2,4}(?:-[a-z]+)+-\d)$/.exec(importId) ?? [];
  const exact = find(configured, type, id, named ? { region: named } : {});
  if (exact) return exact;
  const { account, region } = configured.settings.place;
  const all = [named ?? region, "global"].flatMap((place) => configured.records.list(account, place, type));
  return all.find((record) => importIds(record).includes(id));
}

/** Import ids that the provider puts together from several properties, by type. */
const composed: Record<string, [separator: string, ...properties: string[]]> = {
  "aws:codedeploy/deploymentGroup:DeploymentGroup": [":", "appName", "deploymentGroupName"],
  "aws:ec2/route:Route": ["_", "routeTableId", "destinationCidrBlock"],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["/", "subnetId", "routeTableId"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["/", "role", "policyArn"],
};

function importIds({ type, outputs }: ResourceRecord): unknown[] {
  const [separator, ...properties] = composed[type] ?? [];
  if (separator) return [properties.map((property) => outputs[property]).join(separator)];
  return [outputs["arn"], outputs["name"], outputs["deploymentConfigName"]].filter((id) => id !== undefined);
}

/** The resource as it is now, or undefined when it is gone. */
export async function read(
  configured: Configured,
  request: { type: string; id: string; outputs: Properties; inputs: Properties },
): Promise<(Made & { inputs: Properties }) | undefined> {
  const { type, id } = request;
  const isImport = Object.keys(request.outputs).length === 0;
  const record = isImport
    ? findImported(configured, type, id)
    : find(configured, type, id, { ...request.inputs, ...request.outputs });
  if (!record) return undefined;
  const backing = await backingOf(type);
  const now = backing ? await backing.read(await call(configured, record)) : record.outputs;
  if (!now) return undefined;
  const outputs = model.observe(type, now);
  const inputs = isImport ? model.readInputs(type, outputs) : drifted(type, request.inputs, outputs);
  return { id: record.id, outputs, inputs };
}

/** The old inputs, with what was read in place of those that no longer mean the same: only that is drift. */
function drifted(type: string, inputs: Properties, now: Properties): Properties {
  const read = model.readInputs(type, now, inputs);
  const { details } = model.diff(type, inputs, { ...inputs, ...read }, []);
  const changed = new Set(Object.keys(details).map((path) => path.split(/[.[]/)[0]!));
  return { ...inputs, ...Object.fromEntries(Object.entries(read).filter(([property]) => changed.has(property))) };
}

export async function update(
  configured: Configured,
  request: {
    type: string;
    id: string;
    /** Outputs as the state has them. */
    olds: Properties;
    oldInputs: Properties;
    inputs: Properties;
    ignoreChanges: readonly string[];
    preview: boolean;
  },
): Promise<Properties> {
  const { type, id, olds, inputs, preview } = request;
  const place = placeOf(configured, inputs);
  if (preview) return model.update({ type, id, olds, inputs, place, preview });
  const record = find(configured, type, id, olds);
  if (!record) throw new Error(`updating ${type}: ResourceNotFoundException: ${id} does not exist. Run \`refresh\`.`);
  const backing = await backingOf(type);
  if (backing) {
    const outputs = await model.update({ type, id, olds, inputs, place, preview });
    const changed: ResourceRecord = { ...record, inputs, outputs };
    changed.outputs = await backing.update({ ...(await call(configured, changed)), olds });
    configured.records.put(changed);
    return changed.outputs;
  }
  const sent = sentInputs(request, record);
  const outputs = await model.update({ type, id, olds: record.outputs, inputs: sent, place, preview });
  configured.records.put({ ...record, inputs, outputs });
  return outputs;
}

export async function remove(
  configured: Configured,
  request: { type: string; id: string; outputs: Properties },
): Promise<void> {
  const { type, id, outputs } = request;
  const record = find(configured, type, id, outputs);
  if (!record || isAnother(record, outputs)) return;
  const backing = await backingOf(type);
  // Only the state knows `forceDestroy` and the like when the record is older.
  if (backing) await backing.delete(await call(configured, { ...record, outputs: { ...record.outputs, ...outputs } }));
  else {
    const refusal = protectedFromDeletion(record);
    if (refusal) throw new Error(refusal);
  }
  configured.records.remove(record.account, record.region, type, id);
}

/** Revisions of one family bear its name as their id: the one that a replacement has made stays. */
function isAnother(record: ResourceRecord, outputs: Properties): boolean {
  return outputs["arn"] !== undefined && record.outputs["arn"] !== outputs["arn"];
}
