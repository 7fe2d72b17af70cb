/** Values for outputs that no rule computes: of the declared kind, recognisable by their property's name. */
import { shapeOf } from "../schema";
import { type Making, madeAt } from "./making";

function textFor(making: Making, property: string, id: string): string {
  if (/^arn$|Arn$/.test(property)) return making.arn(`${property.replace(/Arn$/, "")}/${id}`);
  if (/^(owner(Id|AccountId)?|accountId|registryId|awsAccountId)$/.test(property)) return making.place.account;
  if (property === "region") return making.region;
  if (/Id$/.test(property)) return making.hex(property, 17);
  if (/(url|uri)$/i.test(property)) return `https://${id}.${making.service}.${making.region}.${making.domain}`;
  if (/(dnsName|domainName|endpoint|hostname|address)$/i.test(property)) {
    return `${id}.${making.service}.${making.region}.${making.domain}`.toLowerCase();
  }
  if (/(date|time|at|timestamp)$/i.test(property) && /creat|updat|modif|date|launch|start/i.test(property))
    return madeAt;
  if (/^(status|state)$|(Status|State)$/.test(property)) return "ACTIVE";
  return /version$/i.test(property) ? "1" : "";
}

/** A value of a shape; objects get what they always have. */
function valueFor(making: Making, property: string, shape: string, id: string): unknown {
  const kind = shape[0];
  if (kind === "[") return [];
  if (kind === "{") return {};
  if (kind === "n") return 0;
  if (kind === "b") return false;
  if (kind === "j") return "{}";
  if (kind !== "#") return textFor(making, property, id);
  const name = shape.slice(1);
  const { types, outputTypes } = making.schema.module;
  const shapes = { ...types[name], ...outputTypes[name] };
  const always = Object.entries(shapes).filter(([, encoded]) => shapeOf(encoded).required);
  return Object.fromEntries(always.map(([p, encoded]) => [p, valueFor(making, p, shapeOf(encoded).text, id)]));
}

/**
 * A value for an output that is always there. An optional argument that was not given is empty, not invented; an
 * optional block that was not given stays out, as a block means that something is configured.
 */
export function placeholder(making: Making, property: string, encoded: string, id: string): unknown {
  const { text: shape } = shapeOf(encoded);
  const argument = property in making.schema.in;
  if (!argument) return valueFor(making, property, shape, id);
  if (shape.startsWith("#")) return undefined;
  return shape === "s" || shape === "j" || shape === "*" ? "" : valueFor(making, property, shape, id);
}
