/** Where the engine's calls for a resource work: the templates of the table of rights, filled from the graph. */
import { type Row, rowOf, type Where } from "../../../catalog/iam/rights";
import { filled, namesIn } from "../../../catalog/iam/rights/template";
import type { GraphMap, GraphValue } from "../../graph/types";
import type { Inventory, Placed } from "../inventory";
import { at } from "../values";

export interface Located {
  arn: string;
  /** The resource of the graph that the ARN is of, where it is of one that exists already. */
  of?: Placed;
}

/** What one name of a template stands for. */
interface Value {
  text: string;
  of?: Placed;
}

export interface Locator {
  /** The exact places; none when the resource has no value for one of the template's names. */
  places(placed: Placed, where: Where): Located[];
  /** Any other text of the table, filled alike. */
  texts(placed: Placed, template: string): string[];
}

const place = ["partition", "region", "account"];

/** In the place of an id that AWS gives, as the inventory has it. */
function idOf({ stack, resource }: Placed): string {
  return `${stack.name}.${resource.name}`;
}

export function locatorOf(inventory: Inventory, table: readonly Row[]): Locator {
  const byUrn = new Map(inventory.placed.map((each) => [each.resource.urn, each]));

  function valuesOf(placed: Placed, name: string, unknown: string[]): Value[] {
    const { partition, region, accountId: account } = placed;
    if (name === "id") return [{ text: idOf(placed), of: placed }];
    if (place.includes(name)) return [{ text: { partition, region, account }[name]! }];
    const path = name.replace("@", "").split(".");
    const given = leaves(placed.resource.inputs, path);
    if (given.length === 0) return [];
    const known = given.filter((each) => typeof each === "string");
    const named = (placed.resource.propertyDependencies[path[0]!] ?? []).flatMap((urn) => byUrn.get(urn) ?? []);
    if (name.startsWith("@")) {
      const arns = named.flatMap((of) => arnsOf(of).map((text) => ({ text, of })));
      if (arns.length > 0) return arns;
      return (known.length > 0 ? known : unknown).map((text) => ({ text }));
    }
    if (known.length > 0) return known.map((text) => (named.length === 1 ? { text, of: named[0]! } : { text }));
    if (named.length === 0) return [{ text: `unknown-${path.join("-")}` }];
    return named.flatMap((of) => givenBy(of).map((text) => ({ text, of })));
  }

  /** What another resource takes from one that is not there yet. */
  function givenBy(placed: Placed): string[] {
    const gives = rowOf(placed.resource.type, table)?.gives;
    return gives === undefined ? [idOf(placed)] : texts(placed, gives);
  }

  function arnsOf(placed: Placed): string[] {
    const arn = rowOf(placed.resource.type, table)?.arn;
    return arn === undefined ? [] : texts(placed, arn);
  }

  function texts(placed: Placed, template: string): string[] {
    return filled(template, (name) => valuesOf(placed, name, []).map(({ text }) => text));
  }

  return {
    texts,
    places: (placed, where) => {
      const own = where.arn.includes("{id}") || where.arn === rowOf(placed.resource.type, table)?.arn;
      const only = namesIn(where.arn).filter((name) => !place.includes(name));
      const unknown = where.unknown === undefined ? [] : texts(placed, where.unknown);
      const values = (name: string) => valuesOf(placed, name, unknown);
      if (own || only.length !== 1) {
        const arns = filled(where.arn, (name) => values(name).map(({ text }) => text));
        return arns.map((arn) => ({ arn, ...(own ? { of: placed } : {}) }));
      }
      return values(only[0]!).flatMap(({ text, of }) =>
        filled(where.arn, (name) => (name === only[0] ? [text] : values(name).map((each) => each.text))).map((arn) => ({
          arn,
          ...(of ? { of } : {}),
        })),
      );
    },
  };
}

/** Texts and unknowns at a path, where a list stands for each of its items. */
function leaves(value: GraphValue | undefined, [first, ...rest]: string[]): GraphValue[] {
  // An unknown value is there, whatever the path inside it.
  const here = at(value) ?? value;
  if (here === undefined || here === null) return [];
  if (Array.isArray(here)) return here.flatMap((each) => leaves(each, first === undefined ? [] : [first, ...rest]));
  if (first === undefined || isUnknown(here)) return [here];
  return typeof here === "object" ? leaves((here as GraphMap)[first], rest) : [];
}

function isUnknown(value: GraphValue): boolean {
  return typeof value === "object" && value !== null && "$unknown" in value;
}
