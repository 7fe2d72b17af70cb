/** What a schema is made of, so that a message can name the keys that would be right. */
import { z } from "zod";
import type { Step } from "./path";

/** The schema inside optional, default and the like. */
export function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return bare(schema.unwrap() as z.ZodType);
  }
  return schema;
}

/** The map of a schema that is one, or that is a map as one of several ways to write it. */
export function mapOf(schema: z.ZodType): z.ZodObject | undefined {
  const inside = bare(schema);
  if (inside instanceof z.ZodObject) return inside;
  if (inside instanceof z.ZodUnion) {
    return (inside.options as z.ZodType[]).map(mapOf).find((each) => each !== undefined);
  }
  return undefined;
}

/** The schema at a path, or undefined where it knows no such path. */
export function schemaAt(schema: z.ZodType, path: readonly Step[]): z.ZodType | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  const inside = bare(schema);
  let next: z.ZodType | undefined;
  if (inside instanceof z.ZodArray) next = inside.element as z.ZodType;
  else if (inside instanceof z.ZodRecord) next = inside.valueType as z.ZodType;
  else next = mapOf(inside)?.shape[step] as z.ZodType | undefined;
  return next && schemaAt(next, rest);
}
