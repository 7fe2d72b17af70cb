/**
 * What rollouts leave behind that is no resource of a stack: revisions of task definitions, deployments, versions.
 * One JSON file each, beside the resources, so that records and stacks' states still tell the same.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Kept {
  get<T>(kind: string, name: string): T | undefined;
  list<T>(kind: string): T[];
  put(kind: string, name: string, value: object): void;
}

/** Folder of all of it below a laptop cloud's data. */
export const rolloutsFolder = "rollouts";

export function openKept(dataDirectory: string, account: string, region: string): Kept {
  const folder = (kind: string) => join(dataDirectory, rolloutsFolder, account, region, kind);
  const path = (kind: string, name: string) => join(folder(kind), `${encodeURIComponent(name)}.json`);
  return {
    get: (kind, name) => read(path(kind, name)),
    list<T>(kind: string) {
      const names = unlessMissing(() => readdirSync(folder(kind))) ?? [];
      return names.filter((name) => name.endsWith(".json")).flatMap((name) => read<T>(join(folder(kind), name)) ?? []);
    },
    put(kind, name, value) {
      const target = path(kind, name);
      mkdirSync(dirname(target), { recursive: true });
      const draft = `${target}.${process.pid}.draft`;
      writeFileSync(draft, JSON.stringify(value, undefined, 1));
      renameSync(draft, target);
    },
  };
}

function read<T>(path: string): T | undefined {
  const text = unlessMissing(() => readFileSync(path, "utf8"));
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

function unlessMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
