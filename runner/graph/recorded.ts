/** The graph that a command looks at: one that was written to a file, or the one of the programs as they are. */
import { readFileSync } from "node:fs";
import type { Graph } from "../../analysis/graph/types";
import { UsageError } from "../exit";
import type { Session } from "../session";
import { type RecordOptions, recordGraph } from "./record";

const remedy = "Write one with `slipway graph --json > graph.json`.";

/** Errors: a `UsageError` for a file that holds no graph, and those of `recordGraph`. */
export async function graphOf(session: Session, file: string | undefined, options?: RecordOptions): Promise<Graph> {
  if (file === undefined) return recordGraph(session.catalog, undefined, options);
  const graph = read(file);
  if (graph?.version !== 1 || !Array.isArray(graph.stacks)) {
    throw new UsageError(`--graph ${file}: is not a recorded graph of version 1. ${remedy}`);
  }
  return graph as Graph;
}

function read(file: string): Partial<Graph> | null {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--graph ${file}: cannot be read (${(error as Error).message}). ${remedy}`);
  }
}
