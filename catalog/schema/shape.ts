/** What a schema is made of, so that a message can name the keys that would be right. */
import { z } from "zod";
import { isMap } from "../read";
import { nearest } from "../suggest";
import type { Step } from "./path";

/** The schema inside optional, default and the like. */
export function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return bare(schema.unwrap() as z.ZodType);
  }
  return schema;
}

/** All ways to write a value: one, or those of a union and of the unions in it. */
export function alternatives(schema: z.ZodType): z.ZodType[] {
  const inside = bare(schema);
  return inside instanceof z.ZodUnion ? (inside.options as z.ZodType[]).flatMap(alternatives) : [inside];
}

/** The maps among the ways to write a value. */
export function mapsOf(schema: z.ZodType): z.ZodObject[] {
  return alternatives(schema).filter((each): each is z.ZodObject => each instanceof z.ZodObject);
}

/**
 * The way that somebody has begun to write: for a list the list, for a map the one of its `kind` or `provider`, or
 * the one with the most of its keys, or with the nearest ones. Undefined where nothing tells which is meant.
 */
export function chosen(schema: z.ZodType, value: unknown): z.ZodType | undefined {
  const all = alternatives(schema);
  if (all.length === 1) return all[0];
  if (Array.isArray(value)) return all.find((each) => each instanceof z.ZodArray);
  if (!isMap(value)) return undefined;
  const maps = mapsOf(schema);
  const [first] = maps;
  if (maps.length < 2) return first;
  const telling = ["kind", "provider"].find((key) => maps.every(({ shape }) => key in shape));
  if (telling) return maps.find(({ shape }) => (shape[telling] as z.ZodType).safeParse(value[telling]).success);
  return (
    mostLike(maps, (known) => Object.keys(value).filter((key) => known.includes(key)).length) ??
    mostLike(maps, (known) => Object.keys(value).filter((key) => nearest(key, known).length > 0).length)
  );
}

/** The first of the maps with the most points, or undefined when none has any. */
function mostLike(maps: z.ZodObject[], points: (known: string[]) => number): z.ZodObject | undefined {
  const scored = maps.map((each) => ({ each, score: points(Object.keys(each.shape)) }));
  const most = Math.max(...scored.map(({ score }) => score));
  return most === 0 ? undefined : scored.find(({ score }) => score === most)!.each;
}

/** The schema at a path of some data, or undefined where it knows no such path. */
export function schemaAt(schema: z.ZodType, path: readonly Step[], data: unknown): z.ZodType | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  const inside = chosen(schema, data);
  let next: z.ZodType | undefined;
  if (inside instanceof z.ZodArray) next = inside.element as z.ZodType;
  else if (inside instanceof z.ZodRecord) next = inside.valueType as z.ZodType;
  else if (inside instanceof z.ZodObject) next = inside.shape[step] as z.ZodType | undefined;
  return next && schemaAt(next, rest, (data as Record<Step, unknown> | undefined)?.[step]);
}
