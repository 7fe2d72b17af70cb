/** Small readings of property bags and of the emulator's answers. */
import { canonical, parsedDocument } from "../../model/documents";
import type { Properties } from "../../model/types";

export function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function record(value: unknown): Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Properties) : {};
}

export function list(value: unknown): Properties[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** All tags of a resource, its provider's included, as most services' APIs take them. */
export function tagsOf(outputs: Properties): { Key: string; Value: string }[] {
  return Object.entries(record(outputs["tagsAll"] ?? outputs["tags"])).map(([Key, Value]) => ({
    Key,
    Value: String(Value),
  }));
}

/** The result, or undefined when it failed with one of the named errors. */
export async function unless<T>(names: string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (names.includes((error as Error).name)) return undefined;
    throw error;
  }
}

/** Replaces a document in the outputs when the emulator's says something else; otherwise keeps its wording. */
export function withDocument(outputs: Properties, property: string, found: string | undefined): Properties {
  const same = (document: string) => canonical(parsedDocument(document) ?? document);
  if (found === undefined || same(found) === same(text(outputs[property]) ?? "")) return outputs;
  return { ...outputs, [property]: found };
}
