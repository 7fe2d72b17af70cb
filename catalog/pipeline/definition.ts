/** What a pipeline's definition is told apart by. */
import { createHash } from "node:crypto";
import type { PipelineModel } from "./model";

/**
 * `sha256:<hex>` of everything that the model says of stages, triggers, roles and stores. The action that carries
 * the digest is part of the model, so the digest is taken while its place in that action is empty.
 */
export function definitionDigest(model: PipelineModel): string {
  return `sha256:${createHash("sha256")
    .update(JSON.stringify(sorted(model)))
    .digest("hex")}`;
}

/** The same value with the keys of every map in order, so that it is written in one way. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inside]) => [key, sorted(inside)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
