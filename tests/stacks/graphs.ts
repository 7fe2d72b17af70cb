/** The recorded graphs of whole organisations, each built once for all tests. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Graph, GraphResource, GraphStack } from "../../analysis/graph/types";
import { loadCatalog } from "../../catalog/load";
import { packageRoot } from "../../catalog/package-root";
import type { Catalog } from "../../catalog/types";
import { recordGraph } from "../../runner/graph/record";

export interface Recorded {
  catalog: Catalog;
  graph: Graph;
}

const fixture = join(packageRoot(), "tests", "fixtures", "organization");

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function recorded(catalog: Catalog, strict: boolean): Promise<Recorded> {
  return { catalog, graph: await recordGraph(catalog, undefined, { strict }) };
}

/** The other company. */
export const fixtureCatalog = loadCatalog(fixture);

/** Built strictly, so a resource that hides behind an unknown value fails it. Shared: change copies only. */
export const fixtureGraph = once(() => recorded(fixtureCatalog, true));

/** The organisation of the top-level files: the example, or whatever a company has filled in. */
export const ownGraph = once(() => recorded(loadCatalog(packageRoot()), true));

/** The cookbook of rollouts: every strategy by every controller. */
export const cookbook = join(packageRoot(), "examples", "rollouts");
export const cookbookGraph = once(() => recorded(loadCatalog(cookbook), true));

/** The other company with one more file. */
export async function fixtureWith(file: string, text: string): Promise<Recorded> {
  const directory = mkdtempSync(join(tmpdir(), "slipway-graph-"));
  try {
    cpSync(fixture, directory, { recursive: true });
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
    return await recorded(loadCatalog(directory), false);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function stackOf({ stacks }: Graph, name: string): GraphStack {
  const found = stacks.find((each) => each.name === name);
  if (!found) throw new Error(`no stack ${name}; there are ${stacks.map((each) => each.name).join(", ")}`);
  return found;
}

export function all({ resources }: GraphStack, type: string): GraphResource[] {
  return resources.filter((each) => each.type === type);
}
