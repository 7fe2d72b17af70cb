/** What AWS knows about a call of the engine's, besides who makes it and on what. */
import type { Context } from "../../../catalog/iam";
import type { Column, Where } from "../../../catalog/iam/rights";
import type { Inventory, Placed } from "../inventory";
import { textAt, textsAt } from "../values";
import type { Located, Locator } from "./engine-places";

/** Calls that come before the resource bears a tag: they make it, or give it its first ones. */
const beforeTags = /:(Allocate|Create|Put|Run|Tag)/;

export function engineContext(
  inventory: Inventory,
  locator: Locator,
  placed: Placed,
  column: Column,
  action: string,
  where: Where,
  { of }: Located,
): Context {
  const isNew = column === "create" && of === placed;
  const boundary = of && textAt(of.resource.inputs, "permissionsBoundary");
  const aliases = of && !isNew ? (inventory.keys.find(({ resource }) => resource === of.resource)?.aliases ?? []) : [];
  return {
    ...(column === "create" ? tags("aws:RequestTag/", placed) : {}),
    ...(of && !(isNew && beforeTags.test(action)) ? tags("aws:ResourceTag/", of) : {}),
    ...(boundary ? { "iam:PermissionsBoundary": boundary } : {}),
    ...(aliases.length > 0 ? { "kms:ResourceAliases": aliases } : {}),
    ...facts(locator, placed, where),
  };
}

function tags(prefix: string, { resource }: Placed): Context {
  const found = textsAt(resource.inputs, "tagsAll");
  return Object.fromEntries(Object.entries(found).map(([key, value]) => [`${prefix}${key}`, value]));
}

/** A fact whose template has no value is not sent. */
function facts(locator: Locator, placed: Placed, where: Where): Context {
  return Object.fromEntries(
    Object.entries(where.facts?.(placed.partition) ?? {}).flatMap(([key, template]): [string, string | string[]][] => {
      const values = [template].flat().flatMap((each) => locator.texts(placed, each));
      return values.length === 0 ? [] : [[key, Array.isArray(template) ? values : values[0]!]];
    }),
  );
}
